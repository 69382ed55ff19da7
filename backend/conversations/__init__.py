"""Conversations at rest: one sealed state each, found again by a keyed hash only."""
