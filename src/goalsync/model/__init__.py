"""The nouns of goalsync: frozen dataclasses and closed sets. Imports nothing else of ours."""
