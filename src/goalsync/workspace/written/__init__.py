"""What people write: one pydantic model for each thing in a file. Nothing here looks beyond its own entry.

Annotations are not postponed in these modules: pydantic reads them at import, and reading strings takes longer.
"""
