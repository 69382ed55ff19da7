"""The JSON edge, spoken to as any client would."""
