"""Everything that proves Davy; the folders here mirror the folders they try."""
