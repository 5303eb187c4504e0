"""What headers tell `goalsync doctor`: the server's clock and version, budgets, the ends of APIs and tokens."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final

from goalsync.sdk.connector import Examination, Soundness

if TYPE_CHECKING:
    from goalsync_github.facts.asking import Answer, Asks, Parameters
    from goalsync_github.site.budget import Left

_SAME: Final = timedelta(minutes=1)
"""Less is the age of the answer, and the second that a header is cut to."""
_SOON: Final = timedelta(days=14)
_LITTLE: Final = 0.1
_FAREWELLS: Final = ("deprecation", "sunset", "warning")
_VERSION: Final = "X-GitHub-Enterprise-Version"
_ENDS: Final = "GitHub-Authentication-Token-Expiration"
_LONGEST: Final = 120


class Heard:
    """Asks and keeps what the answers' headers announce."""

    def __init__(self, site: Asks) -> None:
        self._site = site
        self._farewells: dict[str, tuple[str, ...]] = {}
        self._asked: list[str] = []

    def ask(self, path: str, params: Parameters | None = None) -> Answer:
        """One answer; raises SourceError."""
        answer = self._site.ask(path, params)
        told = tuple(sorted(_told(name, text) for name, text in answer.headers.items() if name.lower() in _FAREWELLS))
        self._asked.append(path)
        if told:
            self._farewells[path] = told
        return answer

    def deprecations(self) -> Examination:
        """The ends of APIs that were announced (RFC 9745, RFC 8594)."""
        found = "; ".join(f"{path}: {', '.join(texts)}" for path, texts in self._farewells.items())
        if not found:
            return Examination("deprecations", Soundness.OK, f"none announced by {len(self._asked)} answers")
        remedy = "look for a newer goalsync before the day that is named"
        return Examination("deprecations", Soundness.WARNING, found, remedy)


def server(headers: Mapping[str, str]) -> str:
    """Which GitHub it is: `GitHub Enterprise Server 3.19.4`, or github.com's."""
    version = headers.get(_VERSION, "").strip()
    return f"GitHub Enterprise Server {_clean(version)}" if version else "github.com, or a data residence of it"


def clock(headers: Mapping[str, str], now: datetime) -> Examination:
    """How far the server's clock (the header Date) is from `now`, which may be `--now`."""
    said = _http_date(headers.get("Date"))
    if said is None:
        return Examination("clock", Soundness.NOTE, "the server does not tell its time")
    ahead = said - now
    seconds = round(ahead.total_seconds())
    if abs(ahead) <= _SAME:
        return Examination("clock", Soundness.OK, f"the server's clock agrees with this run's ({seconds:+d} s)")
    way = "ahead of" if seconds > 0 else "behind"
    found = f"the server's clock ({said:%Y-%m-%d %H:%M:%S} UTC) is {abs(seconds)} seconds {way} this run's"
    remedy = "set both clocks right: ages and deadlines go by the run's, an App's signature by this machine's"
    return Examination("clock", Soundness.WARNING, found, remedy)


def token_end(headers: Mapping[str, str], now: datetime) -> Examination:
    """When the token ends, where GitHub says so: `2027-01-31 12:00:00 UTC`."""
    text = headers.get(_ENDS, "").strip()
    if not text:
        return Examination("token", Soundness.NOTE, "when it ends is not told: it may never, or is renewed by itself")
    try:
        ends = datetime.fromisoformat(text.removesuffix(" UTC").replace(" +", "+")).replace(tzinfo=UTC)
    except ValueError:
        return Examination("token", Soundness.NOTE, f"it ends {_clean(text)}")
    found = f"it ends on {ends.date()}"
    if ends - now <= _SOON:
        return Examination("token", Soundness.WARNING, found, "make a new one and put it where `token` points")
    return Examination("token", Soundness.OK, found)


def rate_limits(left: tuple[Left, ...]) -> Examination:
    """What is left of the budgets, by the answers' headers."""
    if not left:
        return Examination("rate limits", Soundness.OK, "none announced (Enterprise Server has them off by default)")
    found = "; ".join(
        f"{one.resource}: {one.remaining} of {one.limit} left until {one.resets_at:%H:%M} UTC" for one in left
    )
    if any(one.remaining < one.limit * _LITTLE for one in left):
        remedy = "pulls wait or park as `max_wait` says; pull less often (`every`), or use an App: its budget is larger"
        return Examination("rate limits", Soundness.WARNING, found, remedy)
    return Examination("rate limits", Soundness.OK, found)


def _http_date(text: str | None) -> datetime | None:
    try:
        found = parsedate_to_datetime(text or "")
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _told(name: str, value: str) -> str:
    return f"{name}: {_clean(value)}"


def _clean(text: str) -> str:
    clean = "".join(letter if letter.isprintable() else "?" for letter in text.strip())
    return clean if len(clean) <= _LONGEST else f"{clean[:_LONGEST]}…"
