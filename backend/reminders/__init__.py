"""What the clock says to staff, and the joint list of tasks and table of steps."""
