"""What arrived: durable before it is acknowledged, handled in order, erased when done."""
