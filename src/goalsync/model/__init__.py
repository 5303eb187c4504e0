"""The nouns of goalsync: frozen structs and closed sets. Imports nothing else of ours."""
