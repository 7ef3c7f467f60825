"""Families: who they are on paper, their dated facts, and how they are found."""
