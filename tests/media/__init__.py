"""What proves the eyes."""
