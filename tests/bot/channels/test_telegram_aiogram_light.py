"""aiogram is imported without building what is never used, and reads the same all the same."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
MEMORY_MAX_MB = 120

READ = """
import json, sys
if sys.argv[1] == "light":
    import bot.channels.telegram_public_aiogram
from aiogram.methods import SendMessage, SendMediaGroup
from aiogram.methods.base import Response
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto
from aiogram.types import Message, Poll, Update

update = {"update_id": 1, "message": {"message_id": 2, "date": 3, "text": "x",
    "chat": {"id": 4, "type": "private"}, "from": {"id": 4, "is_bot": False, "first_name": "a"},
    "reply_to_message": {"message_id": 1, "date": 1, "chat": {"id": 4, "type": "private"},
        "photo": [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]}}}
button = InlineKeyboardButton(text="a", callback_data="b")
keyboard = InlineKeyboardMarkup(inline_keyboard=[[button]])
read = Update.model_validate(update)
answer = Response[Message].model_validate({"ok": True, "result": update["message"]})
group = SendMediaGroup(chat_id=1, media=[InputMediaPhoto(media="x")])
said = SendMessage(chat_id=1, text="x", reply_markup=keyboard)
try:
    Poll.model_validate({})
    strict = False
except ValueError as error:
    strict = len(error.errors())
made = (read, answer, group, said)
told = [one.model_dump_json(warnings=False, exclude_unset=True) for one in made]
with open("/proc/self/status") as status:
    memory_mb = next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))
print(json.dumps({"told": told, "strict": strict, "memory_mb": memory_mb}))
"""


def read(way: str) -> dict:
    """What a fresh process makes of the same updates and calls."""
    command = [sys.executable, "-c", READ, way]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    answer: dict = json.loads(done.stdout)
    return answer


def test_what_is_read_is_the_same_and_the_memory_is_not() -> None:
    light, whole = read("light"), read("whole")
    assert light["told"] == whole["told"]
    assert light["strict"] == whole["strict"] > 5
    assert light["memory_mb"] < MEMORY_MAX_MB < whole["memory_mb"]
