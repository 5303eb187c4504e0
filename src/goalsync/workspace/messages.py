"""What pydantic finds wrong, in words for the person who wrote the file: one table of every kind of error."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from goalsync.model.near import nearest
from goalsync.workspace.shown import either, got, quoted

UNKNOWN_KEY: Final = "unknown-key"
MISSING: Final = "missing-key"


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a value. `expected` is set where alternatives may be joined (`a number or a list`)."""

    message: str
    rule: str
    remedy: str
    expected: str | None = None


_WANTED: Final[Mapping[str, tuple[str, str]]] = {
    "string_type": ("text", "put it in quotes"),
    "string_unicode": ("text", "save the file as UTF-8"),
    "int_type": ("a whole number", "write a whole number"),
    "int_parsing": ("a whole number", "write a whole number"),
    "int_parsing_size": ("a whole number of usual size", "write a smaller one"),
    "int_from_float": ("a whole number", "write a whole number"),
    "float_type": ("a number", "write digits with a decimal point, without quotes or units"),
    "float_parsing": ("a number", "write digits with a decimal point, without quotes or units"),
    "decimal_type": ("a number", "write digits with a decimal point, without quotes or units"),
    "decimal_parsing": ("a number", "write digits with a decimal point, without quotes or units"),
    "finite_number": ("a number that is not infinite", "write digits with a decimal point"),
    "bool_type": ("true or false", "write true or false"),
    "bool_parsing": ("true or false", "write true or false"),
    "list_type": ("a list", "write [a, b], or one entry a line, each after '- '"),
    "tuple_type": ("a list", "write [a, b], or one entry a line, each after '- '"),
    "set_type": ("a list", "write [a, b], or one entry a line, each after '- '"),
    "frozen_set_type": ("a list", "write [a, b], or one entry a line, each after '- '"),
    "iterable_type": ("a list", "write [a, b], or one entry a line, each after '- '"),
    "dict_type": ("a mapping (key: value)", "write its keys, each as key: value"),
    "mapping_type": ("a mapping (key: value)", "write its keys, each as key: value"),
    "model_type": ("a mapping (key: value)", "write its keys, each as key: value"),
    "model_attributes_type": ("a mapping (key: value)", "write its keys, each as key: value"),
    "dataclass_type": ("a mapping (key: value)", "write its keys, each as key: value"),
    "dataclass_exact_type": ("a mapping (key: value)", "write its keys, each as key: value"),
    "frozen_dict_type": ("a mapping (key: value)", "write its keys, each as key: value"),
    "ordered_dict_type": ("a mapping (key: value)", "write its keys, each as key: value"),
    "counter_type": ("a mapping (key: value)", "write its keys, each as key: value"),
    "named_tuple_type": ("a list", "write [a, b], or one entry a line, each after '- '"),
    "is_instance_of": ("another kind of value", "see the connector's README"),
    "is_subclass_of": ("another kind of value", "see the connector's README"),
    "callable_type": ("another kind of value", "see the connector's README"),
    "complex_type": ("a number", "write digits with a decimal point"),
    "complex_str_parsing": ("a number", "write digits with a decimal point"),
    "date_type": ("a date such as 2026-10-31", "write it as YEAR-MONTH-DAY"),
    "date_parsing": ("a date such as 2026-10-31", "write it as YEAR-MONTH-DAY"),
    "date_from_datetime_parsing": ("a date such as 2026-10-31", "write it as YEAR-MONTH-DAY"),
    "date_from_datetime_inexact": ("a date without a time", "write it as YEAR-MONTH-DAY"),
    "time_type": ("a time such as 12:30", "write it as HOUR:MINUTE"),
    "time_parsing": ("a time such as 12:30", "write it as HOUR:MINUTE"),
    "datetime_type": ("a time such as 2026-10-31T12:30:00Z", "write it in ISO 8601"),
    "datetime_parsing": ("a time such as 2026-10-31T12:30:00Z", "write it in ISO 8601"),
    "time_delta_type": ("a duration such as 35 days", "write N seconds, minutes, hours, days or weeks"),
    "time_delta_parsing": ("a duration such as 35 days", "write N seconds, minutes, hours, days or weeks"),
    "url_type": ("a URL such as https://example.com", "write it with https://"),
    "url_parsing": ("a URL such as https://example.com", "write it with https://"),
    "url_syntax_violation": ("a URL such as https://example.com", "write it with https://"),
    "url_too_long": ("a shorter URL", "shorten it"),
    "uuid_type": ("a UUID", "copy it from the system"),
    "uuid_parsing": ("a UUID", "copy it from the system"),
    "none_required": ("nothing", "leave the key out"),
    "path_type": ("a path", "write it as text"),
    "bytes_type": ("text", "put it in quotes"),
}
"""Kind of error → (expected what, what to do)."""

_JARGON: Final = re.compile(
    r"^(?:Input|Value|String|List|Tuple|Set|Dictionary|URL|Field) should (?:be |have )?(?:a valid )?"
)


def describe(error: Mapping[str, Any]) -> Finding:
    """One error of pydantic as what a person reads; not for values that are secret."""
    kind, context = error["type"], error.get("ctx") or {}
    stood = got(error.get("input"))
    if kind in _WANTED:
        expected, remedy = _WANTED[kind]
        return Finding(f"expected {expected}, got {stood}", "wrong-type", remedy, expected)
    match kind:
        case "extra_forbidden" | "unexpected_keyword_argument":
            return Finding("unknown key", UNKNOWN_KEY, "remove it")
        case "missing" | "missing_argument" | "missing_keyword_only_argument":
            return Finding("missing", MISSING, "add it")
        case "literal_error" | "enum":
            return _of_set(error, str(context.get("expected", "")), stood)
        case "greater_than" | "greater_than_equal" | "less_than" | "less_than_equal" | "multiple_of":
            limit = next(iter(context.values()), "")
            expected = f"{_LIMITS[kind]} {limit:g}" if isinstance(limit, int | float) else f"{_LIMITS[kind]} {limit}"
            return Finding(f"expected {expected}, got {stood}", "wrong-value", "write a value inside the limit")
        case "too_short" | "too_long":
            return _length(kind, context, error.get("input"))
        case "string_too_short" | "string_too_long":
            if kind == "string_too_long":
                what = f"longer than {context.get('max_length')} characters"
                return Finding(what, "wrong-value", "shorten it")
            return Finding(f"expected text, got {stood}", "wrong-value", "write it, or leave the key out", "text")
        case "string_pattern_mismatch":
            pattern = context.get("pattern", "")
            return Finding(f"expected text of the form {pattern}, got {stood}", "wrong-value", "write it in that form")
        case "url_scheme":
            schemes = str(context.get("expected_schemes", "https")).replace("'", "")
            return Finding(f"expected a URL with {schemes}, got {stood}", "wrong-value", f"start it with {schemes}")
        case "value_error" | "assertion_error":
            return _own(error, context)
        case _:
            said = _JARGON.sub("expected ", str(error.get("msg", "")))
            said = said if said.startswith("expected") else f"not usable: {said[:1].lower()}{said[1:]}"
            return Finding(f"{said}, got {stood}", "wrong-value", "correct it")


_LIMITS: Final = {
    "greater_than": "a number above",
    "greater_than_equal": "a number of at least",
    "less_than": "a number below",
    "less_than_equal": "a number of at most",
    "multiple_of": "a multiple of",
}


def _of_set(error: Mapping[str, Any], expected: str, stood: str) -> Finding:
    """A word that is not of a closed set; `expected` is how pydantic lists the set."""
    words = re.findall(r"'([^']*)'", expected) or [expected.lower()]
    value = error.get("input")
    near = nearest(value, words) if isinstance(value, str) else None
    is_key = error["loc"][-1:] == ("[key]",)
    hint = f"; did you mean {quoted(near)}?" if near else ""
    remedy = f"write {quoted(near)}" if near else "write one of them" if len(words) > 1 else f"write {words[0]}"
    if is_key:
        return Finding(f"unknown key, expected {either(words)}{hint}", "wrong-value", remedy)
    return Finding(
        f"expected {either(words)}, got {stood}{hint}", "wrong-value", remedy, None if hint else either(words)
    )


def _length(kind: str, context: Mapping[str, Any], value: object) -> Finding:
    actual = context.get("actual_length", len(value) if isinstance(value, list | dict | tuple) else "other")
    if kind == "too_long":
        most = context.get("max_length")
        return Finding(f"expected {_entries(most)} at most, got {actual}", "wrong-value", "remove the others")
    least = context.get("min_length")
    return Finding(f"expected {_entries(least)} at least, got {actual or 'none'}", "wrong-value", "add what is missing")


def _entries(count: object) -> str:
    return f"{count} entry" if count == 1 else f"{count} entries"


def _own(error: Mapping[str, Any], context: Mapping[str, Any]) -> Finding:
    """An error raised by a model of ours or of a connector: its words are for people already."""
    raised = context.get("error")
    said = str(raised) if raised is not None else str(error.get("msg", "")).partition(", ")[2]
    rule = getattr(raised, "rule", None) or "wrong-value"
    return Finding(said or "not usable", rule, getattr(raised, "remedy", None) or "correct it")
