"""Outbound messages as bytes for the outbox, and back."""

import json

from bot.channel import Button, Outbound


def pack(message: Outbound) -> bytes:
    """A message as JSON bytes."""
    body = {
        "text": message.text,
        "rows": [[[button.label, button.data] for button in row] for row in message.rows],
        "pictures": list(message.pictures),
        "wants": message.wants,
        "secret": message.secret,
        "protected": message.protected,
        "language": message.language,
        "asking": message.asking,
        "key": message.key,
    }
    return json.dumps(
        {name: value for name, value in body.items() if value},
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()


def unpack(raw: bytes, mark: str = "") -> Outbound:
    """The message that `pack` was given, with its mark."""
    body = json.loads(raw)
    return Outbound(
        text=body.get("text", ""),
        rows=tuple(
            tuple(Button(label, data) for label, data in row) for row in body.get("rows", ())
        ),
        pictures=tuple(body.get("pictures", ())),
        wants=body.get("wants", ""),
        secret=body.get("secret", False),
        protected=body.get("protected", False),
        language=body.get("language", "zh-Hans"),
        asking=body.get("asking", False),
        key=body.get("key", ""),
        mark=mark,
    )
