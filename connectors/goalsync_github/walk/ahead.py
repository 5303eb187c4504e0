"""Threads that ask for the next page while this one is being read."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import Generic, TypeVar

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.connector import Traffic
from goalsync.sdk.errors import SourceError
from goalsync.sdk.http import counting

T = TypeVar("T")


class Begun(Generic[T]):
    """Something that is under way; what it requests is counted where it is taken."""

    def __init__(self, future: Future[tuple[T | BaseException, Traffic]]) -> None:
        self._future = future

    def take(self, traffic: Traffic) -> T:
        """Wait for it; raises what it raised."""
        result, own = self._future.result()
        traffic.requests += own.requests
        traffic.bytes += own.bytes
        traffic.retries += own.retries
        traffic.waited_seconds += own.waited_seconds
        if isinstance(result, BaseException):
            raise result
        return result

    def drop(self) -> None:
        """It is not wanted any more."""
        self._future.cancel()


class Ahead:
    """At most `threads` at work for all that share it. Nothing is started before it is used."""

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._lock = Lock()
        self._executor: ThreadPoolExecutor | None = None
        self._closed = False

    def begin(self, work: Callable[[], T]) -> Begun[T]:
        """Start on something; raises SourceError where the source was closed."""
        with self._lock:
            if self._closed:
                raise SourceError(PullCode.UNREACHABLE, "the source was closed", remedy="run again")
            if self._executor is None:
                self._executor = ThreadPoolExecutor(self._threads, thread_name_prefix="github")
            return Begun(self._executor.submit(_done, work))

    def close(self) -> None:
        """Begin nothing more; what is under way ends by itself. May be called twice."""
        with self._lock:
            self._closed = True
            executor, self._executor = self._executor, None
        if executor is not None:
            executor.shutdown(wait=False, cancel_futures=True)


def _done(work: Callable[[], T]) -> tuple[T | BaseException, Traffic]:
    traffic = Traffic()
    try:
        with counting(traffic):
            return work(), traffic
    except BaseException as error:
        return error, traffic
