"""How a case moves: one table of moves per kind of case, one writer of state, the journal, the outbox and resumable batches."""
