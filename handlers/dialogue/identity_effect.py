"""What is asked of the office about a name that goes with a reward, and every answer to it."""

from dataclasses import dataclass, field

from handlers.dialogue.effect import Effect
from handlers.dialogue.event import Event
from handlers.dialogue.stored import stored


@dataclass(frozen=True, slots=True)
class SealIdentity(Effect):
    """Local: IdentitySealed | CaseDeclined | CaseGone. `part` is name, number or account.

    It has no stored name, on purpose: what it carries in clear cannot be written down by mistake.
    """

    handle: str
    part: str
    text: str = field(repr=False)


@stored("identity-sealed")
@dataclass(frozen=True, slots=True)
class IdentitySealed(Event):
    """The part lies sealed to the payer's key; nobody here reads it any more."""

    part: str


@stored("finish-identity")
@dataclass(frozen=True, slots=True)
class FinishIdentity(Effect):
    """Local: IdentityKept | CaseDeclined | CaseGone. All parts are right."""

    handle: str


@stored("identity-kept")
@dataclass(frozen=True, slots=True)
class IdentityKept(Event):
    """The name waits for the payer, beside the claim."""


@stored("drop-identity")
@dataclass(frozen=True, slots=True)
class DropIdentity(Effect):
    """Local: IdentityDropped | CaseGone. The claim goes by its code alone."""

    handle: str


@stored("identity-dropped")
@dataclass(frozen=True, slots=True)
class IdentityDropped(Event):
    """Nothing of a name is left."""
