"""People with duties, as the office knows them."""
