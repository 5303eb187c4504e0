"""What GraphQL answers about projects; the queries are in `queries`. Pure."""

from __future__ import annotations

from typing import Final

import msgspec
from msgspec import Struct


class Paging(Struct, frozen=True, rename="camel"):
    """Whether more follows, and after what."""

    has_next_page: bool
    end_cursor: str | None = None


class Iteration(Struct, frozen=True):
    """An iteration of a field."""

    id: str
    title: str


class Configuration(Struct, frozen=True, rename="camel"):
    """All iterations: those that run or are planned, and those that are over."""

    iterations: list[Iteration] = []
    completed_iterations: list[Iteration] = []


class Field(Struct, frozen=True, rename="camel"):
    """A field of a project; iterations only of a field that has them."""

    id: str | None = None
    database_id: int | None = None
    name: str | None = None
    data_type: str | None = None
    configuration: Configuration | None = None


class Fields(Struct, frozen=True, rename="camel"):
    """A page of fields."""

    page_info: Paging
    nodes: list[Field | None] = []


class Project(Struct, frozen=True):
    """A project with a page of its fields."""

    id: str
    fields: Fields


class Owner(Struct, frozen=True):
    """An organisation or a user."""

    project: Project | None = msgspec.field(default=None, name="projectV2")


class Owned(Struct, frozen=True):
    """Data of `fields_query`."""

    owner: Owner | None = None


class Items(Struct, frozen=True, rename="camel"):
    """A page of items, each with values under names that the query gives."""

    total_count: int
    page_info: Paging
    nodes: list[dict[str, msgspec.Raw] | None]


class Listing(Struct, frozen=True):
    """A project with a page of its items."""

    items: Items | None = None


class Listed(Struct, frozen=True):
    """Data of `items_query`."""

    node: Listing | None = None


class Repository(Struct, frozen=True):
    """Where an issue is."""

    name: str = msgspec.field(name="nameWithOwner")


class Content(Struct, frozen=True):
    """An issue or pull request; of a draft nothing is asked."""

    number: int | None = None
    repository: Repository | None = None


class Item(Struct, frozen=True, rename="camel"):
    """What every item has."""

    id: str
    type: str | None = None
    updated_at: str | None = None
    content: Content | None = None


class Held(Struct, frozen=True, rename="camel"):
    """The value of one field: by its type one of these."""

    text: str | None = None
    number: float | None = None
    date: str | None = None
    name: str | None = None
    title: str | None = None
    option_id: str | None = None
    iteration_id: str | None = None


OWNED: Final[msgspec.json.Decoder[Owned | None]] = msgspec.json.Decoder(Owned | None)
LISTED: Final[msgspec.json.Decoder[Listed | None]] = msgspec.json.Decoder(Listed | None)
ITEM: Final = msgspec.json.Decoder(Item)
HELD: Final[msgspec.json.Decoder[Held | None]] = msgspec.json.Decoder(Held | None)
