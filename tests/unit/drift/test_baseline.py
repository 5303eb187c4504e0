"""The baseline laid beside findings, and the file that holds it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from goalsync.core.drift.baseline import accept, parted
from goalsync.core.drift.picture import finding
from goalsync.model.baseline import Accepted
from goalsync.model.copies import replace
from goalsync.model.finding import KINDS
from goalsync.workspace.baseline import accepted_of, text_of
from goalsync.workspace.problems import Problems
from goalsync.workspace.reading import read_text
from support.workspaces import lines_of

TODAY = date(2026, 11, 20)
ONE, OTHER = (finding("behind", subject, "t", "d", remedy="r") for subject in ("A", "B"))


def entry(subject: str, until: date = TODAY, reason: str = "why") -> Accepted:
    """One that is accepted up to a day."""
    return Accepted("behind", subject, reason, until)


def test_an_entry_accepts_up_to_and_including_its_last_day() -> None:
    """Then it counts again, and says that it once was."""
    found = parted([ONE, OTHER], [entry("A"), entry("gone")], TODAY)
    assert found.accepted == ((ONE, entry("A")),)
    assert found.new == (OTHER,)
    assert [one.subject for one in found.gone] == ["gone"]
    over = parted([ONE, OTHER], [entry("A")], TODAY + timedelta(days=1))
    assert over.new == (ONE, OTHER)
    assert over.expired == {ONE.fingerprint: entry("A")}


def test_writing_keeps_reasons_and_days() -> None:
    """New ones get what is given, expired ones a new day, what is gone leaves."""
    later = TODAY + timedelta(days=90)
    standing = [entry("A", later, "agreed"), entry("gone", later)]
    kept = accept(parted([ONE, OTHER], standing, TODAY), reason="new", until=TODAY, renew=False)
    assert kept == (entry("A", later, "agreed"), entry("B", TODAY, "new"))
    expired = parted([ONE], [entry("A", TODAY, "agreed")], later)
    assert accept(expired, reason="new", until=later, renew=False) == (entry("A", later, "agreed"),)
    asked = parted([ONE], [entry("A", later, "agreed")], TODAY)
    assert accept(asked, reason="new", until=TODAY, renew=True) == (entry("A", TODAY, "agreed"),)


_TEXTS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), min_size=1, max_size=40).filter(
    lambda text: text.strip()
)


@given(
    st.lists(
        st.builds(Accepted, st.sampled_from(KINDS), _TEXTS, _TEXTS, st.dates(date(1990, 1, 1), date(2500, 1, 1))),
        unique_by=lambda one: (one.kind, one.subject),
        max_size=5,
    )
)
def test_what_is_written_is_read_back(entries: list[Accepted]) -> None:
    """Any subject and reason: colons, quotes, line breaks, other scripts and signs that no terminal shows."""
    problems = Problems()
    part = read_text(text_of(entries), ".goalsync-baseline.yaml", problems)
    assert problems.sorted == ()
    assert part is not None
    read = [replace(one, place=None) for one in accepted_of(part, problems)]
    assert problems.sorted == ()
    assert read == entries


def test_mistakes_have_places(tmp_path: Path) -> None:
    """Twice the same, no list, and a kind that there is none of (a warning: it can only ever accept nothing)."""
    file = """\
accepted:
  - {kind: behind, subject: A, reason: r, until: 2026-12-31}
  - {kind: behind, subject: A, reason: r, until: 2026-12-31}
"""
    (twice,) = lines_of(tmp_path / "a", {".goalsync-baseline.yaml": file})
    assert twice == (
        ".goalsync-baseline.yaml:3:20: accepted[1].subject: accepted twice; "
        "it stands at .goalsync-baseline.yaml:2:5 already"
    )
    (no_list,) = lines_of(tmp_path / "b", {".goalsync-baseline.yaml": "accepted: {}\n"})
    assert no_list.startswith(".goalsync-baseline.yaml:1:1: accepted: expected a list")
    (unknown,) = lines_of(tmp_path / "c", {".goalsync-baseline.yaml": file.replace("behind", "behnd", 1)})
    assert unknown == (
        ".goalsync-baseline.yaml:2:6: warning: accepted[0].kind: "
        "there is no kind of finding 'behnd'; did you mean 'behind'?"
    )
