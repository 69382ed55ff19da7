"""Every screenplay through every door, judged by one judge."""
