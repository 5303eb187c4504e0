"""What a partition remembers between pulls: what its content was, and for which metrics it was read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import asdict

from goalsync.sdk.connector import MetricRequest
from goalsync_sheets.config.source import SheetsSource


class Cursor(Struct, frozen=True):
    """Stored as JSON. `clean`: every metric could be read, so that an unchanged file need not be read again."""

    metrics: str
    """Digest of the metrics and of how the source is read."""
    content: str | None = None
    """SHA-256 of the content."""
    validators: str | None = None
    """What the server gave to ask whether the content changed."""
    clean: bool = False
    address: str | None = None
    """Fingerprint of the address that a reference stood for: the validators are of that address only."""

    def __str__(self) -> str:
        return json.dumps({key: value for key, value in asdict(self).items() if value is not None}, sort_keys=True)

    @classmethod
    def parse(cls, text: str | None) -> Cursor | None:
        """The cursor in a text; None for none, or one of another shape."""
        try:
            found = json.loads(text or "null")
            return cls(**found) if isinstance(found, dict) else None
        except (ValueError, TypeError):
            return None


def digest_of(config: SheetsSource, requests: Iterable[MetricRequest]) -> str:
    """Changes when the same content would give other results."""
    how = config.model_dump(mode="json", include={"locale", "encoding", "delimiter"})
    asked = [
        [request.metric, request.config.model_dump(mode="json"), request.percent_points, request.one_per_date]
        for request in sorted(requests, key=lambda request: request.metric)
    ]
    return hashlib.sha256(json.dumps([how, asked], sort_keys=True).encode()).hexdigest()


def fingerprint(url: str) -> str:
    """A few digits that tell one address from another and say nothing of a secret in it."""
    return hashlib.sha256(url.encode()).hexdigest()[:8]
