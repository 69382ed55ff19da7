"""The tree of everything that can go wrong, drawn here once.

    DavyError
    ├── Refused            understood and declined; the person may act
    │   ├── NotAllowed     this person's duties do not reach here
    │   ├── NotFound       nothing of that name for this person
    │   ├── Conflict       somebody was quicker; look again
    │   │   └── Outdated   the caller named the version it saw, and it is an older one
    │   └── TooMany        a limit; `wait_s` says for how long
    └── Broken             ours to mend; the person gets an apology
        ├── KeysDiffer     the key folder does not belong to this database
        ├── KeyGone        sealed under a key that was destroyed
        └── StoreDown      files cannot be kept or read now

The domain never speaks HTTP: `api/problems.py` maps this tree to statuses, `bot/perform.py` to
events.
"""

from collections.abc import Mapping


class DavyError(Exception):
    """Root of our errors. Texts never hold an id of a chat, a name, a code or a person's words."""


class Refused(DavyError):
    """Understood and declined. `key` is a catalogue key that says why and what can be done."""

    def __init__(self, key: str, **args: str | int) -> None:
        super().__init__(key)
        self.key = key
        self.args_by_name: Mapping[str, str | int] = args


class NotAllowed(Refused):
    """This person's duties do not reach here."""


class NotFound(Refused):
    """Nothing of that name for this person; the answer is the same whether it exists or not."""


class Conflict(Refused):
    """Somebody was quicker: the row changed since it was read."""


class Outdated(Conflict):
    """The caller named the version that it saw, and the case is another by now."""


class TooMany(Refused):
    """A limit was reached; try again after `wait_s` seconds."""

    def __init__(self, key: str, wait_s: int, **args: str | int) -> None:
        super().__init__(key, **args)
        self.wait_s = wait_s


class Broken(DavyError):
    """Ours to mend. The person gets an apology and loses nothing."""


class KeysDiffer(Broken):
    """The key folder does not belong to this database."""


class KeyGone(Broken):
    """Sealed under a key that was destroyed on purpose."""


class StoreDown(Broken):
    """Files cannot be kept or read at the moment."""
