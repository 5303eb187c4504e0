"""What people see of drift: counted, listed, and what is accepted apart, byte for byte."""

from __future__ import annotations

import pytest

from goalsync.model.drift import Baselined, Drift
from goalsync.model.finding import Finding
from goalsync.model.report import RunPart
from goalsync.model.vocabulary import Severity
from goalsync.render import json as as_json
from goalsync.render.characters import width
from goalsync.render.screen import Screen
from goalsync.render.text.drift import accepted, drift
from golden.compare import same_as_file
from golden.documents import HOSTILE

SINCE = "2026-11-02T09:00:00+01:00"


def loose(number: int) -> Finding:
    """Work without a goal, with a rule to paste."""
    return Finding(
        kind="unlinked_work",
        subject=f"tracker:SHOP under SHOP-{number}",
        severity=Severity.WARNING,
        title=f"{number} items of web in SHOP under SHOP-{number} without a goal",
        detail=f"One-click checkout: {number} open items; SHOP-2 beside it goes to one-click",
        evidence=tuple(f"SHOP-{number + one}" for one in range(8)),
        since=SINCE,
        remedy="Tie it with a rule, or exempt it:\n"
        f"- {{id: shop-{number}, when: {{source: tracker, key: SHOP-{number}}}, link_to: one-click}}",
        fingerprint=f"{number:016}",
    )


VANISHED = Finding(
    "vanished_work", "tracker:SHOP deleted", Severity.ERROR, f"2 linked items of {HOSTILE}", "", ("SHOP-1",), SINCE,
    "Restore them.", "f" * 16,
)  # fmt: skip
AGREED = Baselined(
    "behind", "O1.KR2", Severity.WARNING, "Repurchase rate: at risk", "40% done", (), SINCE, "", "e" * 16,
    reason=f"agreed {HOSTILE}", until="2026-12-31", place=".goalsync-baseline.yaml:4:5",
)  # fmt: skip
DRIFT = Drift(
    generated_at="2026-11-20T09:00:00+01:00",
    as_of="2026-11-20",
    run=RunPart("20261119T080000Z-1f3a", "sha256:abc", applied=True),
    ran_at="2026-11-19T09:00:00+01:00",
    counts={"error": {"vanished_work": 1}, "warning": {"unlinked_work": 12}},
    findings=(VANISHED, *map(loose, range(10, 22))),
    baselined=(AGREED,),
    gone=1,
    notes=("The configuration was changed since run 20261119T080000Z-1f3a.",),
    organization="Acme",
)


@pytest.mark.parametrize("columns", [60, 100])
def test_text(columns: int) -> None:
    """A few of each kind; nothing hostile is obeyed, nothing is wider than the screen."""
    text = drift(DRIFT, Screen(width=columns))
    assert "\x1b" not in text
    assert all(width(line) <= columns for line in text.splitlines())
    same_as_file(f"drift-{columns}.txt", text)


def test_one_kind_and_what_writing_says() -> None:
    """All of the kind that was asked for; and the sentence after the baseline was written."""
    asked = drift(DRIFT, Screen(width=100), ("unlinked_work",))
    assert asked.count("- {id: shop-") == 12
    assert "… and" not in asked
    same_as_file("drift-accepted.txt", accepted(DRIFT, Screen(width=100)))


def test_json() -> None:
    """The document."""
    same_as_file("drift.json", as_json.document(DRIFT.schema, DRIFT))
