"""Places: what differs from jurisdiction to jurisdiction, loaded once and handed around frozen."""
