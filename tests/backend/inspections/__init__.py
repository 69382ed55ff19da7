"""Tasks and cards as duties allow them."""
