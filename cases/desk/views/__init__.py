"""The pages of the desk, one module a subject: say who may, read, act, render."""
