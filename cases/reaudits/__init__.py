"""Is the award still right? Cases that fall due by category, and what they change."""
