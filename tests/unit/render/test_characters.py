"""Text from outside: harmless, and measured as terminals measure it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goalsync.render.characters import cut, escaped, shown, width, wrap

ANY = st.text(st.characters(codec=None, exclude_categories=()), max_size=60)
WRITABLE = st.text(st.characters(codec="utf-8"), max_size=60)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("naïve · 日本語 👩‍👩‍👧", "naïve · 日本語 👩‍👩‍👧"),
        ("two\nlines\tand\r\nmore", "two lines and more"),
        ("\x1b[31mred\x1b[0m", "\ufffd[31mred\ufffd[0m"),
        ("\x9b31mred", "\ufffd31mred"),
        ("pay \u202eecnatsni", "pay \ufffdecnatsni"),
        ("\u2066a\u2069\u200f\u061c", "\ufffda\ufffd\ufffd\ufffd"),
        ("\x00\x07\x7f", "\ufffd\ufffd\ufffd"),
        ("half \ud83d", "half \ufffd"),
        ("a\u2028b", "a b"),
    ],
)
def test_control_and_bidi_characters_are_shown_instead_of_obeyed(text: str, expected: str) -> None:
    """Every harmful character becomes U+FFFD; scripts, marks and joined emoji stay."""
    assert shown(text) == expected


@given(ANY)
def test_what_is_shown_is_one_printable_line(text: str) -> None:
    """No text can break a line, move the cursor or fail to be encoded."""
    found = shown(text)
    assert len(found.splitlines()) <= 1
    assert "\x1b" not in found
    found.encode()
    assert shown(found) == found


@given(WRITABLE)
def test_escaped_json_is_equal_as_data(text: str) -> None:
    """Escapes change how JSON is written, never what it says."""
    written = escaped(json.dumps({"text": text}, ensure_ascii=False, indent=2))
    assert json.loads(written) == {"text": text}
    assert "\x9b" not in written
    assert "\u202e" not in written


@pytest.mark.parametrize(
    ("text", "columns"), [("abc", 3), ("日本", 4), ("e\u0301", 1), ("", 0), ("●", 1), ("a\u200db", 2)]
)
def test_width_is_that_of_a_terminal(text: str, columns: int) -> None:
    """Wide characters take two columns, combining ones none."""
    assert width(text) == columns


@given(ANY, st.integers(2, 40))
def test_wrapped_lines_fit_and_lose_nothing_but_blanks(text: str, columns: int) -> None:
    """Every line fits; joined without blanks they are the text without blanks."""
    clean = shown(text)
    lines = wrap(clean, columns)
    assert all(width(line) <= columns for line in lines)
    assert "".join(lines).replace(" ", "") == clean.replace(" ", "")


@given(ANY, st.integers(1, 40))
def test_cut_text_fits(text: str, columns: int) -> None:
    """A cut text is never wider than asked for."""
    assert width(cut(shown(text), columns)) <= columns
