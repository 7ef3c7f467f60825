"""The law applied to a family, and kept: facts, figures used, findings, amount; append-only."""
