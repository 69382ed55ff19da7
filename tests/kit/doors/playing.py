"""Plays a screenplay at a door: everybody in it acts there, the office does what it says."""

import re
from dataclasses import dataclass, field
from datetime import timedelta

from bot.channel import Button, Outbound
from locales.catalogue import Catalogue
from tests.kit.doors.adapting import beats_for, passed_over
from tests.kit.doors.contract import Somebody
from tests.kit.doors.files import RECORDINGS, photo
from tests.kit.doors.judging import Came, complaints, names
from tests.kit.doors.office import OfficeHands
from tests.kit.doors.stage import Stage
from tests.kit.screenplay import Act, Beat, Direction, Screenplay, fill, pictures, point

_SPAN = re.compile(r"(\d+) (minute|hour|day)s? pass")
_CODE = re.compile(r"\d{4} \d{4} \d{4} \d{4} \d{4}")
_NUMBER = re.compile(r"\b\d{4}-\d{4}-\d{4}\b")


@dataclass
class Play:
    """One screenplay at one door, in one language."""

    script: Screenplay
    stage: Stage
    words: Catalogue
    language: str = "zh-Hans"
    people: dict[str, Somebody] = field(default_factory=dict)
    languages: dict[str, str] = field(default_factory=dict)
    """What each person reads now; it may change on the way."""
    told: dict[str, str] = field(default_factory=dict)
    """What `{code}` and the like stand for."""
    wrong: list[str] = field(default_factory=list)
    heard: dict[str, list[Outbound]] = field(default_factory=dict)
    """Everything that anybody was told."""
    _last: dict[str, Act] = field(default_factory=dict)
    _pressed: dict[str, Button] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.hands = OfficeHands(self.stage, self.people)

    async def run(self) -> list[str]:
        """Play it; gives what is wrong, and stops at the first beat where something is."""
        for token in self.script.settings.get("posters", "").split():
            self.hands.hang_poster(token)
        await self._seat(self.script.settings.get("staff", ""))
        for beat in beats_for(self.script, self.stage.door):
            await self._deed(beat)
            if not passed_over(beat):
                await self.stage.rest()
                await self._judge(beat)
            elif self.stage.door.kind != "messenger":
                await self._overlook(getattr(beat.deed, "who", ""))
            if self.wrong:
                break
        return self.wrong

    # ── people ──────────────────────────────────────────────────────────────────────────────────

    async def person(self, name: str) -> Somebody:
        """Whoever bears this name; the public has none. A new one comes to the door."""
        if name not in self.people:
            starts = self.script.settings.get("starts", self.language)
            self.people[name] = await self.stage.somebody(starts, staff=bool(name))
            self.languages[name] = starts
        return self.people[name]

    async def _seat(self, setting: str) -> None:
        """Let the members of the head's `staff:` join; what they are told then is no part of it."""
        for member in filter(None, (one.strip() for one in setting.split(","))):
            name, _, duties = member.partition("=")
            person = await self.person(name)
            await person.arrives(self.hands.invite(frozenset((duties or name).split("+"))))
            await self._overlook(name)

    async def _overlook(self, name: str) -> None:
        """What comes to somebody now is no part of the play."""
        await self.stage.rest()
        self._take(name)
        await self.people[name].sees()

    # ── deeds ───────────────────────────────────────────────────────────────────────────────────

    async def _deed(self, beat: Beat) -> None:
        if isinstance(beat.deed, Direction):
            await self._direct(beat.deed)
            return
        person = await self.person(beat.deed.who)
        if self.stage.door.greets and not beat.deed.who and "" not in self.heard:
            await person.arrives(beat.deed.zh if beat.deed.kind == "open" else "")
            if beat.deed.kind == "open":
                return
            await self._look_around(beat)
        await self._act(person, beat.deed)

    async def _look_around(self, beat: Beat) -> None:
        """Here nobody speaks before the door has greeted: a play counts on it or greets itself."""
        await self.stage.rest()
        if [one.key for one in beat.expects] == ["greeting"]:
            await self._overlook("")

    async def _act(self, person: Somebody, act: Act) -> None:
        text = fill(act.text(self.language), self.told)
        before = self._last.get(act.who)
        if act.kind != "again":
            self._last[act.who] = act
        match act.kind:
            case "open":
                await person.arrives(text)
            case "words":
                await person.types(text)
            case "command":
                await person.types(f"/{text}")
            case "tap" | "late-tap":
                await self._press(person, act)
            case "again" if before and before.kind in {"tap", "late-tap"}:
                await person.presses(self._pressed[act.who])
            case "again" if before:
                await self._act(person, before)
            case "photo" | "file" | "album":
                sent = pictures(act, self.language)
                photos = [photo(one) for one in sent]
                as_file = act.kind == "file"
                await person.sends_photos(photos, album=sent[0].album, as_file=as_file)
            case "place" | "live" | "venue":
                lat, lon, label = point(act, self.language)
                await person.shares(act.kind, lat, lon, label=label)
            case "edit":
                which, _, words = text.partition(" ")
                await person.edits(int(which), words)
            case "voice" | "video" | "document":
                await person.sends_recording(act.kind, RECORDINGS[act.kind])
            case _:
                await person.sends(act.kind)

    async def _press(self, person: Somebody, act: Act) -> None:
        shown = [one for one in self.heard.get(act.who, []) if one.rows]
        offering = [one for one in shown if act.zh in names(one)]
        assert offering, f"line {act.line}: no button {act.zh} was ever shown"
        newest = offering[-1] is shown[-1]
        assert newest or act.kind == "late-tap", f"line {act.line}: {act.zh} is old"
        buttons = [button for row in offering[-1].rows for button in row]
        button = buttons[names(offering[-1]).index(act.zh)]
        self._pressed[act.who] = button
        await person.presses(button)

    async def _direct(self, direction: Direction) -> None:
        span = _SPAN.fullmatch(direction.words)
        if span:
            self.stage.clock.at += timedelta(**{f"{span[2]}s": int(span[1])})
        elif direction.words == "the server restarts":
            await self.stage.restart()
        else:
            self.told |= await self.hands.direct(direction.words)

    # ── judging ─────────────────────────────────────────────────────────────────────────────────

    async def _judge(self, beat: Beat) -> None:
        for name, person in self.people.items():
            expects = [one for one in beat.expects if one.who == name]
            told = self._take(name)
            self._remember(told)
            if any("language-changed" in one.key.split() for one in told):
                self.languages[name] = told[-1].language
            came = Came(told, await person.sees(), person.offered(), self.languages[name])
            found = complaints(expects, came, self.words)
            where = f"{self.script.name}, line {beat.deed.line}, {name or 'reporter'}"
            self.wrong += [f"{where}: {one}" for one in found]

    def _take(self, name: str) -> list[Outbound]:
        person = self.people[name]
        greeted, person.greeted = person.greeted, []
        told = [*greeted, *self.stage.book.take(self.stage.tag(person))]
        self.heard.setdefault(name, []).extend(told)
        return told

    def _remember(self, told: list[Outbound]) -> None:
        for one in told:
            if found := _CODE.findall(one.text):
                self.told["code"] = found[-1]
            if found := _NUMBER.findall(one.text):
                self.told["number"] = found[-1]


async def play(
    script: Screenplay, stage: Stage, words: Catalogue, language: str = "zh-Hans"
) -> list[str]:
    """Play a screenplay at a stage's door; gives what is wrong."""
    return await Play(script, stage, words, language).run()
