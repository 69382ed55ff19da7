"""The methods that put something on a person's screen or take it away, with the server's checks."""

import itertools
import json
import random
from typing import Any

from tests.kit.fake_bot_api import refusal, shapes
from tests.kit.fake_bot_api.account import FakeBot
from tests.kit.fake_bot_api.chats import ChatRoom, Key, Shown, ShownButton
from tests.kit.fake_bot_api.pictures import refusal_of, renditions
from tests.kit.fake_bot_api.refusal import bad_request

Json = dict[str, Any]

TEXT_MAX = 4096
CAPTION_MAX = 1024
ANSWER_WITHIN_S = 30.0
_ALBUMS = itertools.count(random.randint(10**16, 10**17))


def send_message(bot: FakeBot, params: Json, files: dict[str, bytes]) -> Json:
    """sendMessage."""
    room = _room(bot, params)
    text = params.get("text", "").strip()
    if not text:
        raise bad_request("message text is empty")
    if _units(text) > TEXT_MAX:
        raise bad_request("message is too long")
    return _show(bot, room, params, {"text": text})


def send_photo(bot: FakeBot, params: Json, files: dict[str, bytes]) -> Json:
    """sendPhoto."""
    room = _room(bot, params)
    caption = _caption(params)
    data = _upload(params.get("photo", ""), files, "photo")
    return _show(bot, room, params, {**_photo(bot, data), **caption}, pictures=[data])


def send_media_group(bot: FakeBot, params: Json, files: dict[str, bytes]) -> list[Json]:
    """sendMediaGroup."""
    room = _room(bot, params, count=False)
    media = _read(params, "media") or []
    if not 2 <= len(media) <= 10:
        raise bad_request("wrong number of messages in the album")
    parts = [(_upload(one["media"], files, ""), _caption(one)) for one in media]
    album = str(next(_ALBUMS))
    bot.trouble.check_rate(room.chat_id)
    return [
        _show(
            bot,
            room,
            {"protect_content": params.get("protect_content", "")},
            {"media_group_id": album, **_photo(bot, data), **caption},
            pictures=[data],
        )
        for data, caption in parts
    ]


def edit_message_reply_markup(bot: FakeBot, params: Json, files: dict[str, bytes]) -> Json:
    """editMessageReplyMarkup, of the bot's own messages."""
    room = bot.room(params.get("chat_id"))
    shown = room.find(int(params.get("message_id", 0)))
    if shown is None:
        raise bad_request("message to edit not found")
    rows = _inline(_read(params, "reply_markup") or {})
    if rows == shown.rows:
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly "
            "the same as a current content and reply markup of the message"
        )
    shown.rows = rows
    shown.edits_count += 1
    room.touch()
    return _message(bot, room, shown, {"text": shown.text, "edit_date": int(bot.clock.now())})


def delete_message(bot: FakeBot, params: Json, files: dict[str, bytes]) -> bool:
    """deleteMessage."""
    room = bot.room(params.get("chat_id"))
    if not room.delete(int(params.get("message_id", 0))):
        raise bad_request("message to delete not found")
    return True


def delete_messages(bot: FakeBot, params: Json, files: dict[str, bytes]) -> bool:
    """deleteMessages: those that are not found are skipped."""
    room = bot.room(params.get("chat_id"))
    wanted = _read(params, "message_ids") or []
    if not 1 <= len(wanted) <= 100:
        raise bad_request("message identifiers are not specified")
    for message_id in wanted:
        room.delete(int(message_id))
    return True


def answer_callback_query(bot: FakeBot, params: Json, files: dict[str, bytes]) -> bool:
    """answerCallbackQuery."""
    tap = bot.taps.pop(str(params.get("callback_query_id")), None)
    if tap is None or bot.clock.now() - tap[1] > ANSWER_WITHIN_S:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    return True


# ── the parts of a message ──────────────────────────────────────────────────────────────────────


def _room(bot: FakeBot, params: Json, *, count: bool = True) -> ChatRoom:
    """The chat to write to, if it may be written to now."""
    room = bot.room(params.get("chat_id"))
    if room.deactivated:
        raise refusal.DEACTIVATED
    if room.blocked:
        raise refusal.BLOCKED
    if not room.started:
        raise refusal.NEVER_STARTED
    if count:
        bot.trouble.check_rate(room.chat_id)
    return room


def _show(
    bot: FakeBot, room: ChatRoom, params: Json, content: Json, pictures: list[bytes] | None = None
) -> Json:
    markup = _read(params, "reply_markup") or {}
    preview = _read(params, "link_preview_options") or {}
    if markup.get("remove_keyboard"):
        room.keyboard = []
    shown = Shown(
        message_id=room.take_message_id(),
        text=str(content.get("text") or content.get("caption") or ""),
        at=bot.clock.now(),
        rows=_inline(markup),
        keyboard=_keys(room, markup),
        pictures=pictures or [],
        album=content.get("media_group_id", ""),
        protected=params.get("protect_content") == "true",
        previewed=not preview.get("is_disabled", False),
        params=params,
    )
    room.show(shown)
    return _message(bot, room, shown, content)


def _message(bot: FakeBot, room: ChatRoom, shown: Shown, content: Json) -> Json:
    """The message as the answer describes it."""
    message = {
        "message_id": shown.message_id,
        "from": bot.user,
        "chat": room.chat,
        "date": int(shown.at),
        **content,
    }
    if shown.rows:
        rows = [
            [{"text": one.label, "callback_data": one.data} for one in row] for row in shown.rows
        ]
        message["reply_markup"] = {"inline_keyboard": rows}
    if shown.protected:
        message["has_protected_content"] = True
    if not shown.previewed:
        message["link_preview_options"] = {"is_disabled": True}
    return message


def _photo(bot: FakeBot, data: bytes) -> Json:
    if reason := refusal_of(data):
        raise bad_request(reason)
    sizes = []
    for one in renditions(data):
        file = bot.store(one.data, "photos", ".jpg")
        fields = shapes.file_fields(file.file_id, file.unique_id, file.size_bytes)
        sizes.append({"width": one.width_px, "height": one.height_px, **fields})
    return {"photo": sizes}


def _caption(params: Json) -> Json:
    caption = params.get("caption", "").strip()
    if _units(caption) > CAPTION_MAX:
        raise bad_request("message caption is too long")
    return {"caption": caption} if caption else {}


def _upload(named: str, files: dict[str, bytes], field: str) -> bytes:
    name = named.removeprefix("attach://") if named.startswith("attach://") else field
    if name not in files:
        raise bad_request("there is no photo in the request")
    return files[name]


def _inline(markup: Json) -> list[list[ShownButton]]:
    rows = []
    for row in markup.get("inline_keyboard", []):
        for one in row:
            if not 1 <= len(one.get("callback_data", "").encode()) <= 64:
                raise bad_request("BUTTON_DATA_INVALID")
            if not one.get("text", "").strip():
                raise bad_request("can't parse inline keyboard button: text buttons are unallowed")
        rows.append([ShownButton(one["text"], one["callback_data"]) for one in row])
    return rows


def _keys(room: ChatRoom, markup: Json) -> list[list[Key]]:
    rows = [
        [Key(one["text"], bool(one.get("request_location"))) for one in row]
        for row in markup.get("keyboard", [])
    ]
    if room.chat["type"] != "private" and any(key.sends_place for row in rows for key in row):
        raise bad_request("location can be requested in private chats only")
    return rows


def _read(params: Json, name: str) -> Any:
    """A field that carries JSON."""
    value = params.get(name)
    if not isinstance(value, str) or not value:
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise bad_request(f"can't parse {name} JSON object") from None


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
