"""A project read by REST: https://docs.github.com/en/rest/projects/items (github.com, and newer Enterprise Server).

Without `fields` only titles would come. Items that the token may not see are not listed at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import Struct

from goalsync.sdk.answers import decode
from goalsync_github.facts.asking import pages
from goalsync_github.facts.board import PAGE, Board, Entry, ProjectField, Sort, board_of, key_of_content
from goalsync_github.facts.moments import moment
from goalsync_github.site.refusals import Refused

if TYPE_CHECKING:
    from goalsync_github.facts.asking import Asks
    from goalsync_github.facts.cards import Value
    from goalsync_github.facts.wanted import Wanted

_OWNERS: Final = ("orgs", "users")
_NOT_HERE: Final = frozenset({403, 404, 410, 501})
_DRAFT: Final = "DraftIssue"
_LARGEST: Final = 1e300


class _Text(Struct, frozen=True):
    raw: str | None = None


class _Choice(Struct, frozen=True):
    id: str | int | None = None
    name: _Text | str | None = None
    title: _Text | str | None = None
    raw: str | None = None


class _Configuration(Struct, frozen=True):
    iterations: list[_Choice] = []


class _Field(Struct, frozen=True):
    id: int
    name: str
    node_id: str | None = None
    data_type: str | None = None
    options: list[_Choice] | None = None
    configuration: _Configuration | None = None


class _Held(Struct, frozen=True):
    id: int
    value: object = None


class _Content(Struct, frozen=True):
    url: str | None = None


class _Item(Struct, frozen=True):
    id: int
    content_type: str | None = None
    content: _Content | None = None
    updated_at: str | None = None
    fields: list[_Held] = []


_FIELDS: Final = msgspec.json.Decoder(list[_Field])
_ITEMS: Final = msgspec.json.Decoder(list[_Item])


def read(site: Asks, owner: str, number: int, wanted: Wanted) -> Board | None:
    """The project of an organisation or a user; None where this server or this token cannot have it by REST.

    Raises SourceError for what fails otherwise.
    """
    opened = fields_of(site, owner, number)
    if opened is None:
        return None
    path, fields = opened
    taken = {int(one.names[-1]): one for one in fields if wanted.takes(one.names, one.data_type)}
    try:
        entries = list(_entries(site, path, f"project {owner}/{number}", taken))
    except Refused as refused:
        if refused.status not in _NOT_HERE:
            raise
        return None
    return board_of(f"{owner}/{number}", entries, fields, wanted)


def fields_of(site: Asks, owner: str, number: int) -> tuple[str, Sequence[ProjectField]] | None:
    """Where a project is and the fields it has; None where it cannot be had by REST. Raises SourceError."""
    for owners in _OWNERS:
        path = f"{owners}/{owner}/projectsV2/{number}"
        try:
            return path, _fields(site, path, f"project {owner}/{number}")
        except Refused as refused:
            if refused.status not in _NOT_HERE:
                raise
    return None


def _fields(site: Asks, path: str, what: str) -> Sequence[ProjectField]:
    found: list[_Field] = []
    for page in pages(site, f"{path}/fields", {"per_page": 100}, what):
        listed = decode(_FIELDS, page.body, page.line)
        found += listed
    return [_field(one) for one in found]


def _field(one: _Field) -> ProjectField:
    choices = [*(one.options or ()), *(one.configuration.iterations if one.configuration else ())]
    titles = {str(choice.id): text for choice in choices if (text := _text(choice)) is not None}
    names = tuple(text for text in (one.name, one.node_id, str(one.id)) if text)
    return ProjectField(names, one.name, (one.data_type or "").upper(), titles)


def _entries(site: Asks, path: str, what: str, taken: dict[int, ProjectField]) -> Iterator[Entry]:
    asked = {"per_page": PAGE} | ({"fields": ",".join(map(str, taken))} if taken else {})
    for page in pages(site, f"{path}/items", asked, what):
        for item in decode(_ITEMS, page.body, page.line):
            key = key_of_content(item.content.url if item.content else None)
            sort = Sort.WORK if key else Sort.DRAFT if item.content_type == _DRAFT else Sort.HIDDEN
            values = [value for held in item.fields if (value := _value(held, taken)) is not None]
            yield Entry(str(item.id), sort, key, values, moment(item.updated_at))


def _value(held: _Held, taken: dict[int, ProjectField]) -> Value | None:
    one = taken.get(held.id)
    if one is None:
        return None
    match held.value:
        case bool() | None:
            return None
        case str() as text:
            return one.value(text)
        case int() | float() as number:
            return one.value(float(number)) if abs(number) < _LARGEST else None
        case dict() as choice:
            try:
                found = msgspec.convert(choice, _Choice)
            except msgspec.ValidationError:
                return None
            return one.value(_text(found), str(found.id))
        case _:
            return None


def _text(choice: _Choice) -> str | None:
    for found in (choice.name, choice.title):
        text = found.raw if isinstance(found, _Text) else found
        if text:
            return text
    return choice.raw
