"""Ways to ask other registers and to read what they answer; one module a channel."""
