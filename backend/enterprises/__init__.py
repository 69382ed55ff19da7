"""Units (workplaces, sites, buildings) that a poster's code stands for."""
