"""What proves the catalogues."""
