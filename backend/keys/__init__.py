"""The keys: sealing, keyed hashes, keys of the day and the vault of alias keys.

Keys lie in files of `DAVY_KEY_DIR`, outside the data folder and outside backups (`trust.md` 1).
"""
