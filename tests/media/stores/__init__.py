"""One contract, three stores."""
