"""What these facts need of a GitHub that can be asked: the site gives it, tests give it without a network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

Parameters = Mapping[str, str | int]


class Answer(Protocol):
    """One answer that was not refused."""

    @property
    def status(self) -> int:
        """200, or 304 for what was asked with an ETag."""
        ...

    @property
    def body(self) -> bytes:
        """As it came, decompressed."""
        ...

    @property
    def next(self) -> str | None:
        """The address of the next page, as rel="next" has it; None on the last one."""
        ...

    @property
    def line(self) -> str:
        """How errors name the request."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """Compared without regard to case."""
        ...


class Asks(Protocol):
    """A GitHub, signed in."""

    def ask(
        self,
        path: str,
        params: Mapping[str, str | int] | None = None,
        etag: str | None = None,
        *,
        what: str | None = None,
    ) -> Answer:
        """`GET repos/acme/shop`, or of a whole address, for `what`.

        Raises SourceError: `Refused` for refusals, else for what the network does.
        """
        ...

    def graphql(self, query: str, variables: Mapping[str, object]) -> bytes:
        """The body of the answer (200) to a query, errors within it included; raises SourceError for all else."""
        ...


def pages(site: Asks, path: str, params: Parameters, what: str) -> Iterator[Answer]:
    """All pages of a list, by the addresses that the server gives; raises SourceError."""
    answer = site.ask(path, params, what=what)
    yield answer
    while answer.next is not None:
        answer = site.ask(answer.next, what=what)
        yield answer
