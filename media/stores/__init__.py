"""Where cleaned photos and sealed evidence lie: one contract, three implementations."""
