"""The talk: every conversation of Davy as pure functions over frozen values."""
