"""Raw issues, decoded: only the keys that are used, at the speed of C; an odd value costs itself, not its page. Pure.

The custom fields of a site have names of its own, so their type is made when the site's fields are known.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from msgspec import Struct

from goalsync.sdk.answers import bad_answer, decode, parsed
from goalsync_jira.facts.fields import Fields
from goalsync_jira.facts.raw import RawFields, RawStatus


class RawChange(Struct, gc=False):
    """One field that an edit changed: of a status its id and its name, as it was called then."""

    field: str | None = None
    fieldtype: str | None = None
    before: str | None = msgspec.field(default=None, name="from")
    before_name: str | None = msgspec.field(default=None, name="fromString")
    after: str | None = msgspec.field(default=None, name="to")
    after_name: str | None = msgspec.field(default=None, name="toString")


class RawHistory(Struct, gc=False):
    """One edit; ids grow with time."""

    id: str | int | None = None
    created: str | None = None
    items: list[RawChange] = []


class RawChangelog(Struct, gc=False):
    """The edits of an issue, newest or oldest first; where `total` is more than there are here, the list was cut."""

    histories: list[RawHistory] = []
    total: int | None = None


class RawIssue(Struct, gc=False):
    """One issue. `odd` names the fields whose value was of no shape that Jira documents; they are read as absent."""

    id: str | int
    key: str
    fields: RawFields | None = None
    changelog: RawChangelog | None = None
    odd: tuple[str, ...] = msgspec.field(default=(), name=" odd")


class IssuePage(Struct):
    """Issues in the order of the answer."""

    issues: list[RawIssue]
    next_token: str | None = None
    total: int | None = None


class _Page(Struct, rename="camel"):
    next_page_token: str | None = None
    total: int | None = None


class _OddPage(_Page, kw_only=True):
    issues: list[Any]


_ODD: Final = msgspec.json.Decoder(_OddPage)


class _Histories(Struct):
    values: list[RawHistory]
    total: int | None = None


_HISTORIES: Final = msgspec.json.Decoder(_Histories)
_STATUSES: Final = msgspec.json.Decoder(list[RawStatus])


def decode_changelog(body: bytes, request: str) -> RawChangelog:
    """A page of `GET issue/ID/changelog` (Cloud); raises SourceError (bad_answer)."""
    page = decode(_HISTORIES, body, request)
    return RawChangelog(page.values, page.total)


def decode_statuses(body: bytes, request: str) -> list[RawStatus]:
    """`GET status`: every status that the account can see; raises SourceError (bad_answer)."""
    return decode(_STATUSES, body, request)


class IssueDecoder:
    """Decodes pages of issues of one site, whose custom fields are among those of `Fields.asked`. Thread-safe."""

    def __init__(self, fields: Fields) -> None:
        system = set(RawFields.__struct_fields__)
        custom: list[tuple[str, Any, Any]] = [(name, Any, None) for name in fields.asked if name not in system]
        self._fields: Any = msgspec.defstruct("SiteFields", custom, bases=(RawFields,), gc=False)
        self._types: Mapping[str, Any] = {part.name: part.type for part in msgspec.structs.fields(self._fields)}
        issue: Any = msgspec.defstruct(
            "SiteIssue", [("fields", self._fields | None, None)], bases=(RawIssue,), gc=False
        )
        page: Any = msgspec.defstruct("SitePage", [("issues", list[issue])], bases=(_Page,), kw_only=True)
        self._decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(page)

    def decode(self, body: bytes, request: str) -> IssuePage:
        """A page of a search or of a bulk fetch; raises SourceError (bad_answer)."""
        try:
            page = parsed(self._decoder, body)
        except msgspec.ValidationError:
            page = decode(_ODD, body, request)
            page.issues = [self._issue(raw, request) for raw in page.issues]
        except (msgspec.DecodeError, RecursionError, UnicodeError):
            page = decode(self._decoder, body, request)  # raises, with the reason
        return IssuePage(page.issues, page.next_page_token or None, page.total)

    def _issue(self, raw: object, request: str) -> RawIssue:
        """One issue of a page with an odd value somewhere: each field by itself."""
        if not isinstance(raw, dict):
            raise bad_answer(request, "an entry of `issues` is no object")
        values = raw.get("fields")
        found: dict[str, Any] = {}
        odd: list[str] = []
        for name, value in values.items() if isinstance(values, dict) else ():
            if name in self._types:
                try:
                    found[name] = msgspec.convert(value, self._types[name])
                except msgspec.ValidationError:
                    odd.append(name)
        try:
            changelog = msgspec.convert(raw.get("changelog"), RawChangelog | None)
        except msgspec.ValidationError:
            changelog, odd = None, [*odd, "changelog"]
        native, key = raw.get("id"), raw.get("key")
        if not isinstance(native, str | int) or isinstance(native, bool) or not isinstance(key, str):
            raise bad_answer(request, f"an issue without an id or a key (id {native!r:.40}, key {key!r:.40})")
        return RawIssue(native, key, self._fields(**found), changelog, tuple(sorted(odd)))
