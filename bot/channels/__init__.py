"""One file a channel; a channel translates and decides nothing."""
