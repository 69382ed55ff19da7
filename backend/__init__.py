"""The office: what the organisation knows and decides."""
