"""The ledger of hazards: listing, rectifying, closing and approving."""
