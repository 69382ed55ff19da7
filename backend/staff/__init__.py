"""People with duties: invitations, desks, sessions, tokens, and who may do what."""
