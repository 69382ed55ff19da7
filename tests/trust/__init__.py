"""Who must not learn what: thieves, logs, payers, inspectors and full disks, tried."""
