"""Conversations at rest: sealed states, found by tag alone, gone with their key."""
