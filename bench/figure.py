"""One figure: what was measured, its bar, whether it holds, and under which load."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from statistics import median

Holds = Callable[[float, float], bool]


def at_least(value: float, bar: float) -> bool:
    """More is better."""
    return value >= bar


def at_most(value: float, bar: float) -> bool:
    """Less is better."""
    return value <= bar


@dataclass(frozen=True, slots=True)
class Figure:
    """A row of the table and of `bench/latest.json`."""

    name: str
    value: float
    unit: str
    bar: float | None = None
    holds: bool | None = None
    database: str = ""
    load: str = ""
    spread: tuple[float, float] | None = None
    """Lowest and highest of the runs."""

    def row(self) -> dict[str, object]:
        """As JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Bar:
    """What a figure must reach: at least, or at most."""

    value: float
    holds: Holds = at_least


@dataclass(frozen=True, slots=True)
class Under:
    """The conditions of a measurement."""

    database: str = ""
    load: str = ""


def figure(
    name: str,
    values: Sequence[float],
    unit: str,
    *,
    bar: Bar | None = None,
    under: Under = Under(),
    of: Callable[[Sequence[float]], float] = median,
) -> Figure:
    """The median of runs, held against its bar; `of=max` is the worst, where less is better.

    What may never happen is told by its worst run: a median hides what two of five did.
    """
    middle = of(values)
    return Figure(
        name=name,
        value=round(middle, 3),
        unit=unit,
        bar=bar.value if bar else None,
        holds=bar.holds(middle, bar.value) if bar else None,
        database=under.database,
        load=under.load,
        spread=(round(min(values), 3), round(max(values), 3)),
    )


def percentile(sorted_values: Sequence[float], share: float) -> float:
    """The value below which `share` of sorted values lie; 0 when there are none."""
    if not sorted_values:
        return 0.0
    return sorted_values[min(len(sorted_values) - 1, int(len(sorted_values) * share))]
