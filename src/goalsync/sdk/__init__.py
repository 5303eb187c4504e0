"""All that a connector may import of goalsync, together with `goalsync.model`."""
