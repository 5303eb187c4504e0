"""What people write: the keys of a source and of its metrics."""
