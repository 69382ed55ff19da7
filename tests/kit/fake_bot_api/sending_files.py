"""Sending messages of every kind, above all files: photos, albums, recordings, documents."""

import itertools
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.kit.fake_bot_api import shapes
from tests.kit.fake_bot_api.chats import ChatRoom
from tests.kit.fake_bot_api.pictures import renditions

if TYPE_CHECKING:
    from tests.kit.fake_bot_api.account import FakeBot

Json = dict[str, Any]

_ALBUMS = itertools.count(random.randint(10**16, 10**17))


@dataclass(slots=True)
class Album:
    """Pictures sent together; the parts held back arrive when asked for."""

    messages: list[Json]
    held: list[Json] = field(default_factory=list)


class FileActs:
    """The part of a person that makes messages."""

    bot: "FakeBot"
    room: ChatRoom
    user: Json

    @property
    def room_lane(self) -> str:
        """Messages and edits of one chat keep their order."""
        return f"chat/{self.room.chat_id}"

    def sends(self, line: str, **content: Any) -> Json:
        """A message with any content."""
        message = self._made(line, content)
        self.bot.deliver("message", message, self.room_lane)
        return message

    def changes(self, message: Json, line: str, **content: Any) -> Json:
        """An edit of a message: its old id, a newer date, other content."""
        edited = {**message, **content, "edit_date": int(self.bot.clock.now())}
        message.update(content)
        self.room.lines.append(f"> {line}")
        self.bot.deliver("edited_message", edited, self.room_lane)
        return edited

    def again(self, message: Json) -> None:
        """Have a message delivered once more, under another update_id."""
        self.bot.deliver("message", message, self.room_lane)

    def _made(self, line: str, content: Json) -> Json:
        self.room.started = True
        message = {
            "message_id": self.room.take_message_id(),
            "from": self.user,
            "chat": self.room.chat,
            "date": int(self.bot.clock.now()),
            **content,
        }
        self.room.own[message["message_id"]] = message
        self.room.lines.append("> " + line.replace("\n", " / "))
        return message

    # ── pictures ────────────────────────────────────────────────────────────────────────────────

    def sends_photo(self, data: bytes, *, caption: str = "") -> Json:
        """A picture as a photo: Telegram makes it smaller and drops its metadata."""
        return self.sends(f"(photo) {caption}".strip(), **self._photo(data, caption))

    def sends_file(
        self, data: bytes, name: str, *, mime: str = "", caption: str = "", size_bytes: int = 0
    ) -> Json:
        """A file as it is; its declared size may be larger than what is held here."""
        ending = f".{name.rpartition('.')[2]}"
        document = {"file_name": name, **self._file(data, "documents", ending, size_bytes)}
        if mime:
            document["mime_type"] = mime
        return self.sends(f"(file {name}) {caption}".strip(), **_with(caption, document=document))

    def sends_album(
        self,
        pictures: Sequence[bytes],
        *,
        caption: str = "",
        order: Sequence[int] | None = None,
        repeated: Sequence[int] = (),
        held: Sequence[int] = (),
        album_id: str = "",
    ) -> Album:
        """Pictures in one group: arriving in `order`, some twice, some only later.

        There is neither a count nor an end mark, and the caption is the first one's. With
        `album_id` they are further ones of a group that was begun before.
        """
        album_id = album_id or str(next(_ALBUMS))
        messages = []
        for number, data in enumerate(pictures):
            content = self._photo(data, caption if number == 0 else "")
            line = f"(photo {number + 1}/{len(pictures)})"
            messages.append(self._made(line, {"media_group_id": album_id, **content}))
        for number in order or range(len(messages)):
            if number not in held:
                self.again(messages[number])
        for number in repeated:
            self.again(messages[number])
        return Album(messages, [messages[number] for number in held])

    def sends_held(self, album: Album) -> None:
        """What was held back of an album arrives now."""
        for message in album.held:
            self.again(message)
        album.held.clear()

    def _photo(self, data: bytes, caption: str) -> Json:
        sizes = []
        for one in renditions(data):
            size = {"width": one.width_px, "height": one.height_px}
            sizes.append({**size, **self._file(one.data, "photos", ".jpg")})
        return _with(caption, photo=sizes)

    # ── recordings ──────────────────────────────────────────────────────────────────────────────

    def sends_voice(self, data: bytes = b"OggS", *, duration_s: int = 5) -> Json:
        """A voice note."""
        file = self._file(data, "voice", ".oga")
        return self.sends(
            "(voice)", voice={"duration": duration_s, "mime_type": "audio/ogg", **file}
        )

    def sends_audio(self, data: bytes = b"ID3", *, duration_s: int = 60) -> Json:
        """A sound file."""
        file = self._file(data, "music", ".mp3")
        return self.sends("(audio)", audio={"duration": duration_s, "title": "t", **file})

    def sends_video(
        self, data: bytes = b"ftyp", *, duration_s: int = 9, caption: str = "", size_bytes: int = 0
    ) -> Json:
        """A video."""
        file = self._file(data, "videos", ".mp4", size_bytes)
        video = {"width": 640, "height": 480, "duration": duration_s, **file}
        return self.sends(f"(video) {caption}".strip(), **_with(caption, video=video))

    def sends_video_note(self, data: bytes = b"ftypn", *, duration_s: int = 7) -> Json:
        """A round video."""
        file = self._file(data, "video_notes", ".mp4")
        return self.sends(
            "(video note)", video_note={"length": 240, "duration": duration_s, **file}
        )

    def sends_animation(self, data: bytes = b"ftypa", *, duration_s: int = 2) -> Json:
        """A moving picture; for older bots it stands there as a document too."""
        file = self._file(data, "animations", ".mp4")
        animation = {"width": 320, "height": 240, "duration": duration_s, **file}
        return self.sends("(animation)", animation=animation, document=file)

    def sends_live_photo(self, still: bytes, moving: bytes = b"ftypl") -> Json:
        """A phone's live photo: a still and a short video."""
        photo = self._photo(still, "")["photo"]
        file = self._file(moving, "videos", ".mp4")
        live = {"width": 640, "height": 480, "duration": 2, "photo": photo, **file}
        return self.sends("(live photo)", live_photo=live)

    def _file(self, data: bytes, folder: str, ending: str, size_bytes: int = 0) -> Json:
        file = self.bot.store(data, folder, ending, size_bytes)
        return shapes.file_fields(file.file_id, file.unique_id, file.size_bytes)


def _with(caption: str, **content: Any) -> Json:
    return {**content, "caption": caption} if caption else content
