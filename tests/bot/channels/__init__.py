"""Tests of the channels, each with its real library over a loopback fake."""
