"""Who works here and where: areas, officers, their dated posts, and the scope that every query must pass."""
