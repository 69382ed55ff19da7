"""What tests are played with: twins in memory and the player of screenplays."""
