"""Whose trouble a failure is: the house's own, which passes, or that of what was being done."""

import errno

from sqlalchemy.exc import DBAPIError

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
_SQLITE = frozenset({5, 6, 10, 13, 14})
"""SQLITE_BUSY, LOCKED, IOERR, FULL, CANTOPEN. sqlite.org/rescode.html."""
_POSTGRES = ("08", "40", "53", "55P03", "57P", "58")
"""Connection, rollback (deadlocks), resources, locks, shutdown, system. PostgreSQL, Appendix A."""


def is_passing(error: BaseException) -> bool:
    """No room, no connection or a lock in the way: what failed would succeed another time."""
    if isinstance(error, OSError):
        return error.errno in _NO_ROOM
    if not isinstance(error, DBAPIError):
        return False
    state = str(getattr(error.orig, "sqlstate", None) or "")
    code = int(getattr(error.orig, "sqlite_errorcode", 0)) & 0xFF
    return error.connection_invalidated or code in _SQLITE or state.startswith(_POSTGRES)
