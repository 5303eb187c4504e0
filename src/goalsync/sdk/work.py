"""Phases and kinds of work, for any tracker: what it says itself, and what a source's configuration says instead.

A connector decides what the tracker's own state and type mean (`own`) and asks here what they mean to this source.
Texts are compared without regard to case, surrounding blanks and the kind of apostrophe.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from goalsync.model.vocabulary import Kind, Phase

NOT_ACHIEVED: Final = (
    "Won't Do", "Won't Fix", "Duplicate", "Declined", "Cancelled", "Canceled", "Cannot Reproduce", "Invalid",
    "Obsolete", "Rejected", "Abandoned", "Not a bug", "Incomplete",
)  # fmt: skip
"""Resolutions that end work without achieving it, unless a source's `phases:` says else."""

_STRONGEST_FIRST: Final = (Phase.DROPPED, Phase.DONE, Phase.DOING, Phase.TODO)
_CLOSED: Final = (Phase.DONE, Phase.DROPPED)


def folded(text: str) -> str:
    """A text as it is compared: case, surrounding blanks and typographic apostrophes make no difference."""
    return text.strip().replace("’", "'").casefold()


class Phases:
    """`phases:` of a source: which phase an item is in. Immutable.

    In this order: a label that is configured decides (of several the strongest: dropped, done, doing, todo), but a
    label of work that is open does not reopen what is closed: people forget labels. Else a configured raw status does,
    else the tracker's own phase stands. If that makes it done, its resolution is looked at: one that is configured
    decides, and one of the usual ones that mean "not achieved" makes it dropped.
    """

    def __init__(self, configured: Mapping[str, Sequence[str]] | None = None) -> None:
        self._of: dict[str, Phase] = {}
        for phase in reversed(_STRONGEST_FIRST):
            self._of |= {folded(text): phase for text in (configured or {}).get(phase, ())}
        self._resolutions = dict.fromkeys(map(folded, NOT_ACHIEVED), Phase.DROPPED) | self._of

    @property
    def configured(self) -> bool:
        """Whether there is anything that could override the tracker's own phase."""
        return bool(self._of)

    def names(self, text: str) -> bool:
        """Whether a status, label or resolution is configured: then nobody need be told what it is taken for."""
        return folded(text) in self._of

    def of(
        self, own: Phase, *, status: str | None = None, labels: Iterable[str] = (), resolution: str | None = None
    ) -> Phase:
        """The phase of an item that the tracker itself has in phase `own`.

        `status` is the raw status, `resolution` how it ended; `labels` are its labels and whatever marks it likewise
        (the status of a board).
        """
        phase = own
        if self._of:
            phase = self._of.get(folded(status), own) if status else own
            marks = {self._of.get(folded(label)) for label in labels}
            marked = next((mark for mark in _STRONGEST_FIRST if mark in marks), None)
            if marked is not None and (marked in _CLOSED or phase not in _CLOSED):
                return marked
        if phase is Phase.DONE and resolution:
            return self._resolutions.get(folded(resolution), phase)
        return phase


class Kinds:
    """`kinds:` of a source: what kind an item is. Immutable.

    A configured type decides, else a configured label, else the tracker's own kind stands.
    """

    def __init__(self, configured: Mapping[str, Sequence[str]] | None = None) -> None:
        self._of: dict[str, Kind] = {}
        for kind in reversed(Kind):
            self._of |= {folded(text): kind for text in (configured or {}).get(kind, ())}

    @property
    def configured(self) -> bool:
        """Whether there is anything that could override the tracker's own kind."""
        return bool(self._of)

    def names(self, text: str) -> bool:
        """Whether a type or label is configured."""
        return folded(text) in self._of

    def of(self, own: Kind, *, type_name: str | None = None, labels: Iterable[str] = ()) -> Kind:
        """The kind of an item that the tracker itself has as `own`; of several labels the first kind in their order."""
        if not self._of:
            return own
        by_type = self._of.get(folded(type_name)) if type_name else None
        if by_type is not None:
            return by_type
        marks = {self._of.get(folded(label)) for label in labels}
        return next((kind for kind in Kind if kind in marks), own)
