"""Intake to decision: one application for each benefit asked, moved through one table."""
