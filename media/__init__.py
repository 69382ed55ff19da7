"""The eyes: from a stranger's bytes to a safe stored picture (code only, never uploads)."""
