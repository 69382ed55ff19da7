"""Figures of the office: counts that name nobody."""
