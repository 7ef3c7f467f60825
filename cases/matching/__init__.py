"""What other registers say: enquiries sent, returns taken in, and the differences an officer must judge."""
