"""What a run does from start to end: the lock, the order of things, and what became of it."""
