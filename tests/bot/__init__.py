"""Tests of the doors: channels, the loop, the processes."""
