"""Containers taken apart by hand, so that a decoder is given pixels and nothing else."""
