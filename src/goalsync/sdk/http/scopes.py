"""What is said about the requests sent meanwhile by this thread, also through a library in between."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from goalsync.sdk.connector import Traffic

if TYPE_CHECKING:
    from requests import Response

    from goalsync.sdk.http.deadline import Watch

Receiver = Callable[["Response", Iterator[bytes]], None]
"""Takes the unpacked bytes of a successful answer. It is called anew for each attempt and starts over."""


@dataclass(frozen=True, slots=True)
class Receiving:
    """Who takes the bodies of successful answers, how many bytes of one at most, and what to do about more."""

    receiver: Receiver
    limit: int
    remedy: str


_traffic: ContextVar[Traffic | None] = ContextVar("goalsync_traffic", default=None)
_reading: ContextVar[bool] = ContextVar("goalsync_reading", default=False)
_receiver: ContextVar[Receiving | None] = ContextVar("goalsync_receiver", default=None)
_watch: ContextVar[Watch | None] = ContextVar("goalsync_watch", default=None)

T = TypeVar("T")


@contextmanager
def counting(traffic: Traffic) -> Generator[None]:
    """Requests sent inside by this thread are counted in `traffic`. Do not `yield` from inside: see `counted`."""
    token = _traffic.set(traffic)
    try:
        yield
    finally:
        _traffic.reset(token)


def counted(steps: Iterable[T], traffic: Traffic) -> Generator[T]:
    """The same steps, with the requests that each of them makes counted in `traffic`.

    For the pages of a pull: between two steps nothing is counted, whoever asks for them and in whatever order.
    """
    iterator = iter(steps)
    try:
        while True:
            with counting(traffic):
                try:
                    step = next(iterator)
                except StopIteration:
                    return
            yield step
    finally:
        if isinstance(iterator, Generator):
            iterator.close()


@contextmanager
def reading() -> Generator[None]:
    """Requests sent inside by this thread only read, whatever their method (a search by POST): safe to repeat."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


@contextmanager
def receiving(into: Receiving) -> Generator[None]:
    """Bodies of successful answers go to a receiver instead of into memory."""
    token = _receiver.set(into)
    try:
        yield
    finally:
        _receiver.reset(token)


@contextmanager
def watching(watch: Watch) -> Generator[None]:
    """Answers that begin inside are read under this watch, also after it."""
    token = _watch.set(watch)
    try:
        yield
    finally:
        _watch.reset(token)


def current_watch() -> Watch | None:
    """Who watches over the answer that begins now."""
    return _watch.get()


def current_traffic() -> Traffic | None:
    """The counters of the pull that this thread is in, if any."""
    return _traffic.get()


def is_reading() -> bool:
    """Whether this thread said that what it sends only reads."""
    return _reading.get()


def current_receiver() -> Receiving | None:
    """Who takes the next body, if not the memory."""
    return _receiver.get()
