"""The steps on hazards by name, and those on a report that make or join a hazard."""

from backend.hazards.closing import approve_closing, close, keep_closed, reopen, return_closing
from backend.hazards.joining import merge, split
from backend.hazards.listing import verify_true
from backend.reports.step import Step

STEPS: dict[str, Step] = {
    "verify-true": verify_true,
    "close": close,
    "approve-closing": approve_closing,
    "return-closing": return_closing,
    "reopen": reopen,
    "keep-closed": keep_closed,
    "merge": merge,
    "split": split,
}
"""Step → function; the case is a hazard; for `ON_REPORTS` a report."""

ON_REPORTS = frozenset({"verify-true", "merge", "split"})
"""Steps that stand here and whose case is a report."""
