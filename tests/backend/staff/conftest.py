"""The office that these tests work in."""

from tests.backend.staff.offices import office

__all__ = ["office"]
