"""The log that is only ever added to: sealed texts that can be erased, and a chain that stays."""
