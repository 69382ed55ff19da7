"""Every door as a person sees it: one driver a door, and a player that is the same at all."""
