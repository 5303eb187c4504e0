"""From an opened book to the results of its metrics."""
