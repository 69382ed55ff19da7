"""What every test stands on: the closed network, the machine's programs, the databases."""
