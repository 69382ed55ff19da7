"""Secrets that staff carry for a moment or a while: made here, kept only as keyed hashes."""

import secrets

from backend.office import Office


def fresh_secret() -> str:
    """32 characters of A-Z, a-z, 0-9, - and _ (192 bits): fits a deep link of a messenger."""
    # t.me/BOT?start= takes 1-64 of A-Za-z0-9_-. Telegram, deep linking.
    return secrets.token_urlsafe(24)


def hashed(office: Office, kind: str, secret: str) -> str:
    """40 hex digits; the same secret of another kind hashes to something else."""
    return office.keys.hash("codes", f"staff-{kind}", secret.strip()).hex()
