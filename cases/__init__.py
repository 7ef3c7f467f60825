"""What we do about it: the rooms that know the families and the database, and the faces that know HTTP."""
