"""The words: one gettext catalogue per language, its reader, and the list of all keys."""
