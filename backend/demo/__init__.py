"""A place full of made reports, to look at and to try scale on; never beside real ones."""
