"""Threads that read; they hand what they read to the one thread that writes, and wait when it is behind."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Generic, Self, TypeVar

Message = TypeVar("Message")
Emit = Callable[[Message], None]
Task = Callable[[Emit[Message]], None]

_POLL_SECONDS = 0.1
_PATIENCE_SECONDS = 2.0
"""How long to wait for threads that were told to stop; a request under way ends by its own timeout."""


class StoppedError(Exception):
    """Raised inside a task that emits after the pull was stopped."""


class Workers(Generic[Message]):
    """A bounded number of threads over a list of tasks that may grow; messages arrive through a bounded queue.

    A task emits messages; it must not raise anything but StoppedError. Leaving the block stops everything.
    """

    def __init__(self, number: int) -> None:
        self._tasks: queue.SimpleQueue[Task[Message] | None] = queue.SimpleQueue()
        self._messages: queue.Queue[Message] = queue.Queue(maxsize=2 * number)
        self._stop = threading.Event()
        self._threads: Sequence[threading.Thread] = [
            threading.Thread(target=self._work, name=f"pull-{index}", daemon=True) for index in range(number)
        ]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        for _ in self._threads:
            self._tasks.put(None)
        deadline = time.monotonic() + _PATIENCE_SECONDS
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))

    def add(self, task: Task[Message]) -> None:
        """Do `task` as soon as a thread is free."""
        self._tasks.put(task)

    def next(self) -> Message:
        """The next message; waits for it."""
        return self._messages.get()

    def _work(self) -> None:
        while (task := self._tasks.get()) is not None:
            try:
                task(self._emit)
            except StoppedError:
                return

    def _emit(self, message: Message) -> None:
        while not self._stop.is_set():
            try:
                self._messages.put(message, timeout=_POLL_SECONDS)
            except queue.Full:
                continue
            return
        raise StoppedError
