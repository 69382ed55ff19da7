"""What the rest of Davy asks of inspections, gathered in one place."""

from backend.inspections.cards import open_task
from backend.inspections.lines import (
    Card,
    Counts,
    Task,
    TaskLine,
    TaskPage,
    Wanted,
    counts_of,
    page_of,
)
from backend.inspections.tasks import count_tasks, gather, list_tasks, today_of

__all__ = [
    "Card",
    "Counts",
    "Task",
    "TaskLine",
    "TaskPage",
    "Wanted",
    "count_tasks",
    "counts_of",
    "gather",
    "list_tasks",
    "open_task",
    "page_of",
    "today_of",
]
