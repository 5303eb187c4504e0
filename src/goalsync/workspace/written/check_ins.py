"""`config/check-ins/*.yaml` as it is written."""

from typing import Literal

from goalsync.workspace.written.fields import Day, Fraction, Id, Text, Written


class CheckInEntry(Written):
    """What a person says of a key result, goal or KPI on a day."""

    id: Id
    on: Day
    by: Text | None = None
    confidence: Fraction | None = None
    status: Literal["green", "yellow", "red"] | None = None
    changed: Text | None = None
    impediments: Text | None = None
    next: Text | None = None
