"""What pydantic finds wrong with an entry → problems, each at the key it is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from goalsync.model.copies import replace
from goalsync.workspace.document import Key, Part
from goalsync.workspace.messages import MISSING, UNKNOWN_KEY, Finding, describe
from goalsync.workspace.models import known_keys, meaning, takes_reference
from goalsync.workspace.problems import Problems
from goalsync.workspace.remains import remains, told_by_the_rest
from goalsync.workspace.secrecy import BY_REFERENCE, LITERAL, names_secret, without_secrets
from goalsync.workspace.shown import either, got, quoted

Model = TypeVar("Model", bound=BaseModel)

_MOST = 100
"""Errors told of one entry."""


def complain(
    model: type[Model],
    part: Part,
    error: ValidationError,
    given: object,
    problems: Problems,
    also: Iterable[str],
) -> tuple[Model | None, set[tuple[Key, ...]]]:
    """Tell every error; `given` is what was read, `also` the keys of the mapping that belong to another model.

    The model of what is left where only unknown keys were wrong (for further checks, never to be used), and the paths
    that were complained of.
    """
    found: dict[tuple[Key, ...], list[Finding]] = {}
    alternatives: set[tuple[Key, ...]] = set()
    for one in error.errors(include_url=False)[:_MOST]:
        path, alternative = _path(part, one)
        if alternative:
            alternatives.add(path)
        found.setdefault(path, []).append(_finding(model, part, path, one))
    near = {
        path: problems.suggestions.nearest(str(path[-1]), _known(model, path, also))
        for path, findings in found.items()
        if findings[0].rule == UNKNOWN_KEY
    }
    misspelt = {(*path[:-1], meant) for path, meant in near.items() if meant}
    for path, findings in found.items():
        deeper = any(len(other) > len(path) and other[: len(path)] == path for other in found)
        if path in alternatives and deeper:
            continue  # of several forms that are allowed, one fits but for what is wrong deeper inside
        finding = _joined(findings, part.at(path).value)
        if finding.rule == UNKNOWN_KEY:
            finding = _unknown_key(near[path], _known(model, path, also), part.at(path))
        elif finding.rule == MISSING and path in misspelt:
            continue  # it is there, with a slip
        elif finding.rule == MISSING and (means := meaning(model, path)):
            finding = replace(finding, remedy=f"add it: {means}")
        message = without_secrets(finding.message, given)
        problems.error(part, path, message, rule=finding.rule, remedy=finding.remedy)
    return _check_the_rest(model, part, given, found, near, problems), set(found)


def _check_the_rest(
    model: type[Model],
    part: Part,
    given: object,
    found: Mapping[tuple[Key, ...], list[Finding]],
    near: Mapping[tuple[Key, ...], str | None],
    problems: Problems,
) -> Model | None:
    """Checks of whole mappings are not made while a key in them is wrong: make them of what is left."""
    meant = {path: key for path, key in near.items() if key}
    left = remains(given, [path for path, findings in found.items() if findings[0].rule != MISSING], meant)
    try:
        rest = model.model_validate(left)
    except ValidationError as error:
        for one in error.errors(include_url=False)[:_MOST]:
            path, _ = _path(part, one)
            if one["type"] != "value_error" or any(path[: len(other)] == other for other in found):
                continue
            finding = _finding(model, part, path, one)
            inside = {other: other[len(path)] for other in found if other[: len(path)] == path}
            dropped = {str(key) for other, key in inside.items() if other not in meant}
            unknown_only = all(other in near for other in inside)
            if told_by_the_rest(finding.message, one.get("input"), dropped, unknown_only=unknown_only):
                message = without_secrets(finding.message, given)
                problems.error(part, path, message, rule=finding.rule, remedy=finding.remedy)
        return None
    slips = any(part.at(path).value is None for path in near)  # a ',' not in quotes cuts a text into keys
    return rest if set(found) == set(near) and not meant and not slips else None


def _path(part: Part, error: Mapping[str, Any]) -> tuple[tuple[Key, ...], bool]:
    """The error's place in the document, and whether it belongs to one of several forms that are allowed.

    pydantic's path also names the form it tried (`<dates>`, `list[int]`): that is no key of the document.
    """
    path: tuple[Key, ...] = ()
    here: Part | None = part
    alternative = False
    steps = error["loc"]
    for index, step in enumerate(steps):
        if step == "[key]":
            continue
        child = here.child(step) if here else None
        if child is not None:
            path, here = (*path, step), child
        elif index == len(steps) - 1 and error["type"] == "missing":
            path = (*path, step)
        elif not (isinstance(step, str) and step.startswith("<")) and not isinstance(step, int):
            alternative = True
    return path, alternative


def _finding(model: type[BaseModel], part: Part, path: tuple[Key, ...], error: Mapping[str, Any]) -> Finding:
    of_source = part.path[:1] == ("sources",) and error["type"] not in {"missing", "extra_forbidden"}
    if of_source and path and isinstance(path[-1], str) and (names_secret(path[-1]) or takes_reference(model, path)):
        return Finding(LITERAL, "literal-secret", BY_REFERENCE)
    return describe(error)


def _joined(findings: list[Finding], value: object) -> Finding:
    first = findings[0]
    expected = list(dict.fromkeys(finding.expected for finding in findings if finding.expected))
    if len(expected) > 1 and all(finding.expected for finding in findings):
        return Finding(f"expected {either(expected)}, got {got(value)}", first.rule, "write one of them")
    return first


def _known(model: type[BaseModel], path: tuple[Key, ...], also: Iterable[str]) -> list[str]:
    known = known_keys(model, path[:-1])
    return [*known, *also] if len(path) == 1 else known


def _unknown_key(near: str | None, known: list[str], part: Part) -> Finding:
    if near:
        return Finding(f"unknown key; did you mean {quoted(near)}?", UNKNOWN_KEY, f"write {quoted(near)}")
    if part.value is None:
        return Finding("unknown key", UNKNOWN_KEY, "put a text that holds a ',' in quotes, or remove it")
    listed = ", ".join(sorted(known))
    return Finding("unknown key", UNKNOWN_KEY, f"remove it; known here: {listed}" if listed else "remove it")
