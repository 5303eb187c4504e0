"""goalsync ties work to goals and explains every number."""

__version__ = "0.1.0"
