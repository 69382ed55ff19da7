"""How Davy is put on the air: units, proxies and the backup."""
