"""Rewards: proposed by the rules, approved by two people, told, claimed by a code, paid once."""
