"""The conversations, tried without a channel, a database or a clock."""
