"""Whatever pydantic can find wrong is said in words for the person who wrote the file."""

import re
from typing import get_args

import pytest
from pydantic_core import PydanticKnownError, core_schema

from goalsync.workspace.messages import describe

JARGON = re.compile(r"input|pydantic|valid |instance|dict\b|url=|https://errors|ctx|\[type=", re.IGNORECASE)
CONTEXT = {
    "gt": 0, "ge": 0, "lt": 9, "le": 9, "multiple_of": 2, "min_length": 1, "max_length": 3, "actual_length": 0,
    "field_type": "List", "pattern": "^a$", "expected": "'a' or 'b'", "error": "too bad", "expected_schemes": "'https'",
    "class_name": "Thing", "class": "Thing", "discriminator": "x", "tag": "t", "expected_tags": "'a'",
    "expected_version": 4,
    "max_digits": 3, "decimal_places": 3, "whole_digits": 3, "tz_expected": 0, "tz_actual": 1, "encoding": "utf-8",
    "encoding_error": "bad", "method_name": "m", "attribute": "a",
}  # fmt: skip
OURS = {"invalid_key", "union_tag_invalid", "union_tag_not_found", "frozen_dict_type"}


@pytest.mark.parametrize("kind", get_args(core_schema.ErrorType))
def test_every_kind_of_error_has_words(kind: str) -> None:
    """No name of a class, no hint at how it was checked, and something to do."""
    try:
        said = PydanticKnownError(kind, CONTEXT).message()
    except (KeyError, TypeError, ValueError):
        said = "Input should be something else"
    found = describe({"type": kind, "loc": ("a",), "input": "ten", "msg": said, "ctx": CONTEXT})
    assert found.message
    assert found.remedy
    if not found.message.startswith("not usable"):
        assert not JARGON.search(found.message), found.message


def test_what_is_shown_of_a_value() -> None:
    """Long and hostile texts are cut and spelled out: one line, no tricks with direction."""
    message = describe({"type": "float_type", "loc": ("a",), "input": "x\n\u202ey" + "z" * 100}).message
    assert message == "expected a number, got 'x\\u000a\\u202ey" + "z" * 55 + "…'"
