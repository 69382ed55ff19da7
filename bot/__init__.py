"""The doors: channels, the loop that runs a conversation, and the processes."""
