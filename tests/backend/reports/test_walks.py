"""Any steps by anybody, in any order, with any words: the tables hold, a refusal is whole."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from backend.errors import Refused
from backend.hazards import rules as hazard_rules
from backend.office import Office
from backend.reports import rules
from backend.reports.adding import Addition, add, object_to, say_unfixed
from backend.reports.handing import COUNTY_LANE
from backend.staff.member import Member
from backend.staff.rules import DUTIES, MAY
from tests.backend.reports.cases import LINE, STEPS, file, hazards_of, picture, report_row, take
from tests.backend.staff.offices import ABOVE, build_office, hire

ALONG = ("accept", "verify-true", "close", "approve-closing")
ASIDE = {"assign", "transfer", "hand-over", "extend", "reassign", "merge", "split"}
"""Steps that lead aside: taken less often than the others, or no walk would come to a closing."""
ENDING = {"hand-over"}
"""Of these, what ends a report: only where it is meant by its name."""
BESIDE = {"add", "ask", "pass-question", "return-question"}
"""Steps that lead nowhere: taken less often too."""
WANTED = {
    *ALONG,
    *("refuse", "verify-untrue", "object", "add"),
    *("transfer", "pass-on", "extend", "reassign", "merge", "split"),
    *("refuse-joined", "verify-untrue-joined", "transfer-joined"),
}
"""What all walks together have to come by; the walks that are named here see to it, whatever else
is drawn."""
WORDS = st.sampled_from(["已看", "", " ", "nothing-new", "general", "x" * 5000, "\x00"]) | st.text(
    max_size=12
)
FIELDS: dict[str, Any] = {
    "line": LINE,
    "reason": "nothing-new",
    "question": "still-there",
    "place": ABOVE,
    "grade": "general",
    "words": "已看",
}
ANY_STEP = st.sampled_from([*STEPS, "object", "say-unfixed", "add"])
AHEAD, ASIDE_HERE = st.integers(0, 99), st.sampled_from(sorted(ASIDE - ENDING))
WILD = st.dictionaries(st.sampled_from(sorted({*FIELDS, "office", "into"})), WORDS, max_size=2)
MOVE = st.tuples(
    st.sampled_from([0, 0, 1]),  # which of the two reports
    st.sampled_from([*DUTIES, *["able"] * 40]),
    st.one_of(ANY_STEP, *[AHEAD] * 6, *[ASIDE_HERE] * 2),
    st.one_of(*[st.just({})] * 5, WILD),
    st.sampled_from([*[0] * 10, 1, 99]),
    st.sampled_from(["fire-brigade", "market", "police", COUNTY_LANE]),
)
Move = tuple[int, str, str | int, dict[str, str], int, str]
MERGE: Move = (1, "able", "merge", {}, 0, "market")
"""Half of the walks begin so: what ends one report then ends the other with it."""
REASONS = {
    "refuse": "no-place-or-fact",
    "verify-untrue": "not-found",
    "reopen": "unfixed",
    "transfer": "other-duty",
    "hand-over": "other-area",
    "extend": "needs-experts",
}


@dataclass(frozen=True)
class Stand:
    """A report between two steps: state and version of it and of its hazard."""

    state: str
    version: int
    merged_from: str
    hazards: tuple[tuple[str, str, int], ...]


def able(step: str) -> str:
    """A duty that may take a step; whoever reports is no duty."""
    moves = [(name, move.who) for (_, name), move in rules.TRANSITIONS.items()]
    moves += [(name, move.who) for (_, name), move in hazard_rules.TRANSITIONS.items()]
    who = next(who for name, who in moves if name == step)
    return next((role for role in DUTIES if who in MAY[role]), DUTIES[0])


def along(*names: str, office: str = "market") -> list[Move]:
    """Steps of the first report, each by somebody who may."""
    return [(0, "able", name, {}, 0, office) for name in names]


class Walk:
    """Two reports on their way, and what is known of them between two steps."""

    def __init__(self, office: Office, who: dict[str, Member]) -> None:
        self.office, self.who = office, who
        self.report_ids = file(office).report_id, file(office).report_id

    def stands(self) -> tuple[Stand, Stand]:
        """How both stand."""
        mine, other = (self._stand(one) for one in self.report_ids)
        return mine, other

    def _stand(self, report_id: str) -> Stand:
        row, hazards = report_row(self.office, report_id), hazards_of(self.office, report_id)
        return Stand(row.state, row.version, row.merged_from, hazards)

    def named(self, which: int, wished: str | int) -> str:
        """The step that is meant: a number is one of those that the tables hold here."""
        if isinstance(wished, str):
            return wished
        stand = self.stands()[which]
        here = [name for at, name in rules.TRANSITIONS if at == stand.state]
        found = [name for name in here if name not in rules.TOGETHER | ASIDE]
        found += [name for name in found if name not in BESIDE] * 4
        for _, at, _ in stand.hazards:
            back = [(at, "close")] if at in hazard_rules.MENDING else []
            held = [*hazard_rules.TRANSITIONS, *back * 3]
            found += [n for s, n in held if s == at and n in STEPS] * 2
        return found[wished % len(found)]

    def step(self, which: int, role: str, name: str, told: dict[str, str], version: int) -> None:
        """Take a step, on the hazard where there is one and the step is a hazard's."""
        report_id, into = self.report_ids[which], self.report_ids[1 - which]
        reporting = {"object": object_to, "say-unfixed": say_unfixed}
        if name in reporting or name == "add":
            words = told.get("words", "还在")
            with self.office.database.write() as conn:
                if name == "add":
                    add(conn, self.office, report_id, Addition(words=words))
                else:
                    reporting[name](conn, self.office, report_id, words)
            return
        hazards = self.stands()[which].hazards
        of_hazard = hazards and any(name == step for _, step in hazard_rules.TRANSITIONS)
        case_id = hazards[0][0] if of_hazard else report_id
        proof = {"photos": [picture(self.office)]} if name == "close" else {}
        suited = {"reason": REASONS[name]} if name in REASONS else {}
        fields = {**FIELDS, "into": into, **suited, **told, **proof, "version": version}
        take(self.office, self.who[role], case_id, name, **fields)

    def check(self, before: tuple[Stand, Stand], which: int, role: str, name: str) -> set[str]:
        """What was taken stands in a table, and whoever took it may; gives all that was taken."""
        after = self.stands()
        mine, now = before[which], after[which]
        if name == "transfer" and now.state != "transferred":
            name = "pass-on"  # to an office of the place itself
        if (mine.state, name) in rules.TRANSITIONS:
            move = rules.TRANSITIONS[mine.state, name]
            to = rules.TRANSITIONS[move.to, "assign"].to if name == "accept" else move.to
            assert now.state == (mine.merged_from if to == rules.BACK else to)
        else:
            (hazard,) = mine.hazards
            at = "rectifying" if name == "close" else hazard[1]
            move = hazard_rules.TRANSITIONS[at, name]  # type: ignore[assignment]
            assert now.hazards[0][1] == move.to
            assert now.state == mine.state
        assert move.who == rules.REPORTER or move.who in MAY[role]
        return {name} | self._carried(name, before[1 - which], after[1 - which])

    def _carried(self, name: str, other: Stand, now: Stand) -> set[str]:
        """A step changes the other report's state only where it is joined, and by the table."""
        if now.state == other.state:
            return set()
        joined = f"{name}{rules.JOINED}"
        assert now.state == rules.TRANSITIONS[other.state, joined].to
        return {joined}


def test_any_steps_by_anybody_keep_to_the_tables(sqlite_url: str, tmp_path: Path) -> None:
    office = build_office(sqlite_url, tmp_path / "keys")
    who = {role: hire(office, role) for role in DUTIES}
    hire(office, "intake", place=ABOVE)  # who takes in what is handed over
    taken: set[str] = set()

    @settings(
        max_examples=40,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @example([], along("extend", "accept", "extend", "transfer", "verify-true", *ALONG[2:]))
    @example([MERGE], along("accept", "extend", "reassign", "verify-untrue", "object"))
    @example([MERGE], [*along("accept", "transfer", office=COUNTY_LANE), MERGE])
    @example([MERGE], [(1, "able", "split", {}, 0, ""), MERGE, *along("refuse")])
    @given(st.sampled_from([[], [MERGE]]), st.lists(MOVE, min_size=8, max_size=24))
    def walk(begin: list[Move], moves: list[Move]) -> None:
        case = Walk(office, who)
        for which, wished, meant, wild, version, handed_to in begin + moves:
            name = case.named(which, meant)
            role = able(name) if wished == "able" else wished
            before = case.stands()
            try:
                case.step(which, role, name, {"office": handed_to, **wild}, version)
            except Refused:
                assert case.stands() == before
                continue
            taken.update(case.check(before, which, role, name))

    walk()
    office.database.close()
    assert WANTED - taken == set()
