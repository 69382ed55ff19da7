"""The one neutral line of a case: what everyone but intake sees of it, sealed at rest."""

from typing import Any

from sqlalchemy import Row

from backend.errors import Refused
from backend.office import Office

LINE_MAX = 120
"""Characters of a neutral line: one look on a phone."""


def check_line(line: str) -> str:
    """A line as it is kept: one line, not too long.

    Raises:
        Refused: it is too long.
    """
    whole = " ".join(line.split())
    if len(whole) > LINE_MAX:
        raise Refused("refused-line-long", most=LINE_MAX)
    return whole


def seal_line(office: Office, report_id: str, line: str) -> bytes:
    """The sealed form of a report's line."""
    return office.keys.seal("words", line.encode(), f"report.line/{report_id}")


def line_of(office: Office, row: Row[Any]) -> str:
    """A report's line, or empty before it is written."""
    if row.line_sealed is None:
        return ""
    return office.keys.open("words", row.line_sealed, f"report.line/{row.report_id}").decode()
