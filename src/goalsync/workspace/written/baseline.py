"""`.goalsync-baseline.yaml` as it is written."""

from pydantic import Field

from goalsync.workspace.written.fields import Day, Text, Written


class AcceptedEntry(Written):
    """A finding that does not count until a day."""

    kind: Text = Field(description="The kind of the finding, as `goalsync drift` names it.")
    subject: Text = Field(description="What it is about, likewise.")
    reason: Text = Field(description="Why it is accepted.")
    until: Day = Field(description="The last day on which it is; after that it counts again.")


class BaselineFile(Written):
    """.goalsync-baseline.yaml: findings that the team accepts for a while."""

    accepted: list[AcceptedEntry] = Field([], description="One for each finding.")
