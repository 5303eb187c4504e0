"""Who Jira takes us for. Nothing is believed before it is known, and nothing empty without asking once more."""

from __future__ import annotations

from itertools import count
from threading import Lock

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.errors import SourceError
from goalsync_jira.facts.answers import Myself, decode_myself
from goalsync_jira.site.asking import Asking


class Identity:
    """Proves that requests are made in the account's name. Threads share it, and one proof serves all that wait."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking
        self._lock = Lock()
        self._events = count(1)
        self._proof_began = 0

    def prove(self) -> Myself:
        """Ask who we are; raises SourceError (auth) for nobody: an anonymous visitor gets empty answers, not errors."""
        body = self._asking.ask("GET", "myself", what="the account")
        line = self._asking.line("GET", "myself")
        found = decode_myself(body, line)
        if not found.account:
            raise SourceError(
                PullCode.AUTH, f"{line} names no account: the visit is anonymous", remedy=self._asking.remedy
            )
        return found

    def confirm(self) -> None:
        """Prove it once more, after the answers that came so far: credentials may end in the middle of a run.

        A proof that began after this call by another thread is as good. Raises SourceError.
        """
        now = next(self._events)
        with self._lock:
            if self._proof_began > now:
                return
            self._proof_began = next(self._events)
            try:
                self.prove()
            except SourceError:
                self._proof_began = 0
                raise
