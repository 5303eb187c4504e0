"""What the document says of sources that are recordings."""

from __future__ import annotations

from collections.abc import Iterator

from goalsync.model.settings import Settings


def recording_notes(settings: Settings) -> Iterator[str]:
    """A note for each source that answers from a file: nobody should take that for what the system holds today."""
    for name, source in sorted(settings.sources.items()):
        if source.recording:
            yield f"The source {name} is a recording ({source.recording}): it answers as it did when it was recorded."
