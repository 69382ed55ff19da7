"""What an update means, read with aiogram's types."""

from dataclasses import replace
from typing import Any

from aiogram.enums import ChatMemberStatus
from aiogram.types import CallbackQuery, Document, Message, PhotoSize, Update

from bot.channels._telegram_reading import (
    file_ref,
    is_fetchable,
    is_picture,
    place_label,
    pressed,
    said,
)
from handlers.dialogue.event import (
    ContactShared,
    Event,
    EvidenceSent,
    PersonLeft,
    PersonReturned,
    PhotoSent,
    PlaceShared,
    TextEdited,
    UnreadableSent,
)


def read(needed: dict[str, Any]) -> tuple[Event, ...] | None:
    """The events of an update; None when it is nothing for us. Raises: pydantic.ValidationError."""
    update = Update.model_validate(needed)
    if update.message is not None:
        return _sent(update.message)
    if update.edited_message is not None:
        return _edited(update.edited_message)
    if update.callback_query is not None:
        return _tapped(update.callback_query)
    if update.my_chat_member is not None:
        return _moved(update.my_chat_member.new_chat_member.status)
    return None


def _sent(message: Message) -> tuple[Event, ...]:
    if message.text is not None:
        return (said(message.text, str(message.message_id)),)
    return (_shown(message) or _recorded(message) or _placed(message) or _other(message),)


def _edited(message: Message) -> tuple[Event, ...] | None:
    if message.text is not None:
        return (TextEdited(message.text, str(message.message_id)),)
    place = _placed(message)
    if place is not None:
        # Only a live location changes, and its last change no longer says that it is one.
        return (replace(place, live=True),)
    file = _shown(message) or _recorded(message)
    if file is None:
        return None
    # The caption of a file is known by the file: it may have been exchanged, or only its words.
    return (file, TextEdited(file.caption, f"{file.ref}#caption"))


def _tapped(tap: CallbackQuery) -> tuple[Event, ...]:
    return (pressed(tap.data or ""),)


def _moved(status: str) -> tuple[Event, ...] | None:
    if status == ChatMemberStatus.KICKED:
        return (PersonLeft(),)
    return (PersonReturned(),) if status == ChatMemberStatus.MEMBER else None


def _shown(message: Message) -> PhotoSent | None:
    caption, album = message.caption or "", message.media_group_id or ""
    photo = message.photo or (message.live_photo and message.live_photo.photo)
    if photo:
        best = _largest(photo)
        return PhotoSent(file_ref(best.file_unique_id, best.file_id), album, caption)
    document = None if message.animation else message.document
    if document is not None and is_picture(document.mime_type, document.file_name):
        return PhotoSent(_ref(document), album, caption, unpacked=True)
    return None


def _largest(sizes: list[PhotoSize]) -> PhotoSize:
    """The largest rendition that can be fetched."""
    ordered = sorted(sizes, key=lambda size: size.width * size.height)
    fetchable = [size for size in ordered if is_fetchable(size.file_size)]
    return fetchable[-1] if fetchable else ordered[0]


def _ref(document: Document) -> str:
    return file_ref(document.file_unique_id, document.file_id)


def _recorded(message: Message) -> EvidenceSent | None:
    # An animation comes as a document too, for older bots.
    video = message.animation or message.video or message.video_note or message.live_photo
    sound = message.voice or message.audio
    if (recording := video or sound) is not None:
        return EvidenceSent(
            file_ref(recording.file_unique_id, recording.file_id),
            "video" if video else "voice",
            duration_s=recording.duration,
            size_bytes=recording.file_size or 0,
            caption=message.caption or "",
        )
    if (document := message.document) is not None:
        return EvidenceSent(
            _ref(document),
            "document",
            size_bytes=document.file_size or 0,
            caption=message.caption or "",
        )
    return None


def _placed(message: Message) -> PlaceShared | None:
    venue = message.venue
    location = venue.location if venue else message.location
    if location is None:
        return None
    return PlaceShared(
        lat=location.latitude,
        lon=location.longitude,
        accuracy_m=location.horizontal_accuracy,
        label=place_label(venue.title, venue.address) if venue else "",
        live=location.live_period is not None,
    )


def _other(message: Message) -> Event:
    return ContactShared() if message.contact else UnreadableSent()
