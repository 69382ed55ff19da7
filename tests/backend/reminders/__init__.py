"""The morning round, the joint list of tasks and the table of steps."""
