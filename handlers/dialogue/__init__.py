"""The words a conversation is made of: events, effects, replies, turns and facts."""
