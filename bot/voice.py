"""From a reply to messages: words of the language, joined where they belong together."""

from collections.abc import Sequence
from dataclasses import replace

from bot.channel import Button, Manners, Outbound
from handlers.dialogue.reply import Choice, Say
from locales.catalogue import Catalogue

_JOINED_MAX = 1200
"""Characters up to which remarks and question are one message: fewer pings, one place to read."""


class Voice:
    """Renders replies; pure, shared by all conversations."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self.languages = catalogue.languages
        """What the catalogues hold, the default first."""

    def render(
        self, said: Sequence[Say], question: Say | None, *, language: str, protected: bool = False
    ) -> tuple[Outbound, ...]:
        """Messages in their order; the open question last, with its buttons."""
        made = [self._one(one, language, protected) for one in said]
        if question is not None:
            made.append(replace(self._one(question, language, protected), asking=True))
        return tuple(_joined(made))

    def line(self, key: str, language: str, **args: object) -> str:
        """One line by its key, for doors that need words outside a conversation."""
        return self._catalogue.say(language, key, args)

    def _one(self, one: Say, language: str, protected: bool) -> Outbound:
        return Outbound(
            text=self._catalogue.say(language, one.key, one.args),
            rows=tuple(
                tuple(self._button(choice, one.question, language) for choice in row)
                for row in one.rows
            ),
            pictures=one.pictures,
            wants=one.wants,
            secret=one.secret,
            protected=protected,
            language=language,
            key=one.key,
        )

    def _button(self, choice: Choice, question: str, language: str) -> Button:
        label = self._catalogue.say(language, choice.key, choice.args)
        return Button(label, f"{question}|{choice.name}")


def _joined(messages: list[Outbound]) -> list[Outbound]:
    """Put a message together with the one before it, unless one of them must stand alone."""
    made: list[Outbound] = []
    for message in messages:
        before = made[-1] if made else None
        if before == message:
            continue  # the same news twice in one turn is one message
        if before is not None and _fits(before, message):
            made[-1] = replace(
                message,
                text=f"{before.text}\n\n{message.text}",
                pictures=before.pictures,
                key=f"{before.key} {message.key}",
            )
        else:
            made.append(message)
    return made


def _fits(before: Outbound, after: Outbound) -> bool:
    alone = before.secret or after.secret or before.rows or after.pictures
    return not alone and len(before.text) + len(after.text) < _JOINED_MAX


def fits_whole(message: Outbound, manners: Manners) -> bool:
    """Whether a message goes out in one piece on a channel."""
    return not manners.text_max or len(message.text.encode("utf-16-le")) // 2 <= manners.text_max
