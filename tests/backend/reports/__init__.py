"""Reports from filing to their result."""
