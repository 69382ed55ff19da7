"""Remote effects on their way: fetching, cleaning, erasing; each taken, done and laid down once."""
