"""What the rest of Davy asks of reports, gathered in one place."""

from backend.reports.adding import Addition, add, object_to, say_unfixed
from backend.reports.case import CaseFacts, case_view, report_of_alias, view_by_code
from backend.reports.circumstances import (
    Circumstances,
    circumstances_for_rules,
    read_circumstances,
)
from backend.reports.codes import find_by_code, fits, grouped, typed_digits
from backend.reports.filing import Filed, Filing, check_filing, file_many
from backend.reports.handed import row_now
from backend.reports.photos import drop_draft_photos
from backend.reports.words import Said, read_words

__all__ = [
    "Addition",
    "CaseFacts",
    "Circumstances",
    "Filed",
    "Filing",
    "Said",
    "add",
    "case_view",
    "check_filing",
    "circumstances_for_rules",
    "drop_draft_photos",
    "file_many",
    "find_by_code",
    "fits",
    "grouped",
    "object_to",
    "read_circumstances",
    "read_words",
    "report_of_alias",
    "row_now",
    "say_unfixed",
    "typed_digits",
    "view_by_code",
]
