"""Threads that fetch for all projects of a source, and hand over what they fetched in the order it was asked for."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import TypeVar

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.connector import Traffic
from goalsync.sdk.errors import SourceError
from goalsync.sdk.http import counting

Task = TypeVar("Task")
Result = TypeVar("Result")


class Pool:
    """At most `threads` at work for all that share it. Nothing is started before it is used."""

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._lock = Lock()
        self._executor: ThreadPoolExecutor | None = None
        self._closed = False

    def in_order(self, work: Callable[[Task], Result], tasks: Iterable[Task], traffic: Traffic) -> Iterator[Result]:
        """`work(task)` for each, results in the order of the tasks; what each requested is added to `traffic`.

        A few more tasks than threads are under way at a time, so that memory does not grow with their number. The
        first error is raised in its place; what was not begun by then is not done.
        """
        pending: deque[Future[tuple[Result | BaseException, Traffic]]] = deque()
        try:
            for task in tasks:
                pending.append(self._submit(work, task))
                if len(pending) > self._threads + 2:
                    yield _taken(pending.popleft(), traffic)
            while pending:
                yield _taken(pending.popleft(), traffic)
        finally:
            for future in pending:
                future.cancel()

    def close(self) -> None:
        """Begin nothing more; what is under way ends by itself. May be called twice."""
        with self._lock:
            self._closed = True
            executor, self._executor = self._executor, None
        if executor is not None:
            executor.shutdown(wait=False, cancel_futures=True)

    def _submit(self, work: Callable[[Task], Result], task: Task) -> Future[tuple[Result | BaseException, Traffic]]:
        with self._lock:
            if self._closed:
                raise SourceError(PullCode.UNREACHABLE, "the source was closed", remedy="run again")
            if self._executor is None:
                self._executor = ThreadPoolExecutor(self._threads, thread_name_prefix="jira")
            return self._executor.submit(_done, work, task)


def _done(work: Callable[[Task], Result], task: Task) -> tuple[Result | BaseException, Traffic]:
    traffic = Traffic()
    try:
        with counting(traffic):
            return work(task), traffic
    except BaseException as error:
        return error, traffic


def _taken(future: Future[tuple[Result | BaseException, Traffic]], traffic: Traffic) -> Result:
    result, own = future.result()
    traffic.requests += own.requests
    traffic.bytes += own.bytes
    traffic.retries += own.retries
    traffic.waited_seconds += own.waited_seconds
    if isinstance(result, BaseException):
        raise result
    return result
