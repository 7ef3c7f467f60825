"""Families put to the law: the question, the trial, and the answer that is kept."""
