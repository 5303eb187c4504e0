"""What people see of a report: text, html and JSON, byte for byte."""

from __future__ import annotations

import json
from collections.abc import Callable
from html.parser import HTMLParser

import jsonschema
import pytest

from goalsync import __version__
from goalsync.model.report import Report
from goalsync.render import json as as_json
from goalsync.render.characters import width
from goalsync.render.html import page
from goalsync.render.screen import Screen
from goalsync.render.text.plan import outcome, plan
from goalsync.render.text.report import report
from golden.compare import same_as_file
from golden.documents import EMPTY, HOSTILE, REPORT


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_text(columns: int) -> None:
    """The report in text at three widths."""
    same_as_file(f"report-{columns}.txt", report(REPORT, Screen(width=columns)))


def test_plan_and_outcome() -> None:
    """The plan, what a sync says, and the sentence for nothing to do."""
    same_as_file("plan.txt", plan(REPORT, Screen(width=100)))
    same_as_file("outcome.txt", outcome(REPORT, Screen(width=100)))


def test_nothing_yet() -> None:
    """A workspace without goals says in one sentence what to do."""
    same_as_file("empty.txt", report(EMPTY, Screen(width=80)) + plan(EMPTY, Screen(width=80)))


def test_json() -> None:
    """The document, which its own schema accepts, read by somebody else's reader."""
    text = as_json.report(REPORT)
    found = json.loads(text)
    assert next(iter(found)) == "schema"
    schema = as_json.report_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(found, schema)
    assert found["key_results"][-1]["title"] == HOSTILE
    assert "\x1b" not in text
    assert "\u202e" not in text
    same_as_file("report.json", text)


def test_html() -> None:
    """The page."""
    same_as_file("report.html", page(REPORT).replace(f"goalsync {__version__}", "goalsync VERSION"))


class Page(HTMLParser):
    """What a browser would act on."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember the tag and its attributes; what is opened must be closed."""
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in ("meta", "link", "br", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Tags close in the order they were opened."""
        assert self.open.pop() == tag


def test_html_holds_nothing_active() -> None:
    """No script, no handler, no style attribute, no address to ask; hostile titles are text; every tag is closed."""
    found = Page()
    text = page(REPORT, {"O1.KR1": [HOSTILE]})
    found.feed(text)
    assert found.open == []
    assert not {"script", "link", "img", "iframe", "form", "object", "base"} & set(found.tags)
    assert not [name for name, _ in found.attributes if name.startswith("on") or name in ("style", "src")]
    assert all(value and value.startswith("#") for name, value in found.attributes if name == "href")
    assert "{{ 7*7 }}" in text
    policy = next(value for name, value in found.attributes if name == "content" and value and "src" in value)
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy


@pytest.mark.parametrize("columns", [30, 50, 80, 200])
@pytest.mark.parametrize("write", [report, plan, outcome])
def test_text_fits_every_screen(write: Callable[[Report, Screen], str], columns: int) -> None:
    """No line of any text is wider than the screen, and none holds a character that a terminal obeys."""
    text = write(REPORT, Screen(width=columns))
    assert max(map(width, text.splitlines())) <= columns
    assert "\x1b" not in text
    assert "\u202e" not in text


@pytest.mark.parametrize("write", [report, plan, outcome])
def test_text_can_be_ascii(write: Callable[[Report, Screen], str]) -> None:
    """Where signs cannot be written, none of ours is: only the data's own letters remain."""
    text = write(REPORT, Screen(signs=False))
    assert {character for character in text if not character.isascii()} <= set(HOSTILE)
