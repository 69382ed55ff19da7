"""The programs behind the `davy` command, one file each."""
