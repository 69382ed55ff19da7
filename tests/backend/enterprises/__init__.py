"""The register of units."""
