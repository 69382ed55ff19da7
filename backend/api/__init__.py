"""The JSON edge of the office under /api/v1: one module a capability, no decisions of its own."""
