"""The made place."""
