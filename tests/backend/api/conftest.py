"""The office and the API that these tests speak to."""

from collections.abc import AsyncIterator

import pytest

from backend.office import Office
from tests.backend.api.calling import Api, opened
from tests.backend.staff.offices import office

__all__ = ["api", "office"]


@pytest.fixture
async def api(office: Office) -> AsyncIterator[Api]:
    """On SQLite, then on PostgreSQL; requests come from this machine."""
    async with opened(office) as built:
        yield built
