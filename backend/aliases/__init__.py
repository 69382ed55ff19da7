"""Who is behind a report: sealed addresses, found by nobody without the keys, erased by /stop."""
