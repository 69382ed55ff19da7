"""Effects about a name that goes with a reward: sealed at once, finished, or taken back."""

from typing import Any

from backend.rewards import naming
from bot.perform_case import kindly, report_behind
from bot.scene import Scene
from handlers.dialogue import identity_effect as talk
from handlers.dialogue.effect import Effect
from handlers.dialogue.event import Event


def seal(scene: Scene, effect: talk.SealIdentity) -> Event:
    """One part into its box, before anything of this turn is written."""
    report_id = report_behind(scene, effect.handle)
    naming.take_part(scene.conn, scene.office, report_id, effect.part, effect.text)
    return talk.IdentitySealed(effect.part)


def finish(scene: Scene, effect: talk.FinishIdentity) -> Event:
    """The name waits for the payer."""
    naming.finish(scene.conn, scene.office, report_behind(scene, effect.handle))
    return talk.IdentityKept()


def drop(scene: Scene, effect: talk.DropIdentity) -> Event:
    """The claim goes by its code alone."""
    naming.withdraw(scene.conn, report_behind(scene, effect.handle))
    return talk.IdentityDropped()


PERFORMERS: dict[type[Effect], Any] = {
    talk.SealIdentity: kindly(seal),
    talk.FinishIdentity: kindly(finish),
    talk.DropIdentity: kindly(drop),
}
