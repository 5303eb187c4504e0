"""Days on the command line."""

from __future__ import annotations

from datetime import date

import click


class Day(click.ParamType[date]):
    """A day as `YYYY-MM-DD`."""

    name = "date"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read it, or fail with an example."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"'{value}' is not a date such as 2026-11-20.", param, ctx)
