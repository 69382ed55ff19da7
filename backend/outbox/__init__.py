"""What is to be said: messages on their way, and news that waits for its moment."""
