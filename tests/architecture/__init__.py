"""The shape of the code, checked by machines: who imports whom, sizes, names, words, locks."""
