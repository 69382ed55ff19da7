"""The inspectors' side: tasks as each member's duties allow, and the cards of single cases."""
