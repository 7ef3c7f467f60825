"""The staff's face: what officers see and press, for desk and phone, with and without script."""
