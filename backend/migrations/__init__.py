"""Alembic migrations, from the first table on, for both databases."""
