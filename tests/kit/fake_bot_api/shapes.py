"""The JSON of the Bot API's objects, with only such fields as both libraries know."""

from typing import Any

Json = dict[str, Any]


def person_user(user_id: int, name: str, language: str) -> Json:
    """A person; an empty language is one that the client does not tell."""
    user: Json = {"id": user_id, "is_bot": False, "first_name": name, "username": f"u{user_id}"}
    return user | ({"language_code": language} if language else {})


def bot_user(bot_id: int, username: str) -> Json:
    """A bot, as it stands in messages."""
    return {"id": bot_id, "is_bot": True, "first_name": username, "username": username}


def me(user: Json) -> Json:
    """The answer of getMe."""
    return {
        **user,
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def private_chat(user: Json) -> Json:
    """The chat of one person with the bot; its id is the person's."""
    return {
        "id": user["id"],
        "type": "private",
        "first_name": user["first_name"],
        "username": user["username"],
    }


def group_chat(chat_id: int, title: str) -> Json:
    """A group."""
    return {"id": chat_id, "type": "supergroup", "title": title}


def file_fields(file_id: str, unique_id: str, size_bytes: int) -> Json:
    """What every kind of file has."""
    return {"file_id": file_id, "file_unique_id": unique_id, "file_size": size_bytes}


def location(
    lat: float, lon: float, *, accuracy_m: float | None = None, live_s: int | None = None
) -> Json:
    """A point; with `live_s` one of a live location."""
    found: Json = {"latitude": lat, "longitude": lon}
    if accuracy_m is not None:
        found["horizontal_accuracy"] = accuracy_m
    if live_s is not None:
        found["live_period"] = live_s
    return found


def contact(user: Json) -> Json:
    """The person's own contact card."""
    return {
        "phone_number": "+8613800000000",
        "first_name": user["first_name"],
        "user_id": user["id"],
    }


def sticker(file: Json) -> Json:
    """A sticker."""
    flags = {"is_animated": False, "is_video": False}
    return {**file, "type": "regular", "width": 512, "height": 512, **flags}


def poll(question: str) -> Json:
    """A poll that a person forwarded or made."""
    options = [
        {"persistent_id": str(n), "text": text, "voter_count": 0} for n, text in enumerate("ab")
    ]
    return {
        "id": "5000000000000000001",
        "question": question,
        "options": options,
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": True,
        "type": "regular",
        "allows_multiple_answers": False,
        "allows_revoting": False,
        "members_only": False,
    }


def membership(chat: Json, user: Json, bot: Json, *, kicked: bool, date: int) -> Json:
    """A my_chat_member part: the bot was blocked, or let in again."""
    inside = {"status": "member", "user": bot}
    outside = {"status": "kicked", "user": bot, "until_date": 0}
    return {
        "chat": chat,
        "from": user,
        "date": date,
        "old_chat_member": inside if kicked else outside,
        "new_chat_member": outside if kicked else inside,
    }
