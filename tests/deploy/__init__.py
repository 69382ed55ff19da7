"""What stands in deploy/, tried."""
