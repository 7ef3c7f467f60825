"""What the law says, tried."""
