"""What the office judged of a hazard: words, standard, and the five fixes; sealed in one body."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Row

from backend.office import Office


@dataclass(frozen=True, slots=True)
class Finding:
    """The judgement. Texts are the office's own; amounts are whole yuan."""

    words: str = ""
    standard: str = ""
    """The dated standard that the judgement cites."""
    measures: str = ""
    funds_yuan: int = 0
    emergency: str = ""
    """What is done at once until the hazard is gone."""
    unit_name: str = ""


def seal_finding(office: Office, hazard_id: str, finding: Finding) -> bytes:
    """The sealed form."""
    raw = json.dumps(asdict(finding), ensure_ascii=False, separators=(",", ":")).encode()
    return office.keys.seal("words", raw, f"hazard.finding/{hazard_id}")


def finding_of(office: Office, row: Row[Any]) -> Finding:
    """The judgement of a hazard's row."""
    plain = office.keys.open("words", row.finding_sealed, f"hazard.finding/{row.hazard_id}")
    return Finding(**json.loads(plain))


def seal_line(office: Office, hazard_id: str, line: str) -> bytes:
    """The sealed form of the description for the public."""
    return office.keys.seal("words", line.encode(), f"hazard.line/{hazard_id}")


def line_of(office: Office, row: Row[Any]) -> str:
    """The description for the public."""
    return office.keys.open("words", row.line_sealed, f"hazard.line/{row.hazard_id}").decode()
