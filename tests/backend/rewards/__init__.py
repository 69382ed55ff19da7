"""Rewards, from the proposal to the payment."""
