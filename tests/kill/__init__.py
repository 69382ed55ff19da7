"""Kills of real processes under load: nothing lost, nothing doubled."""
