"""What a metric's values depend on beside its source: whether its definition was edited since they were read. Pure."""

from __future__ import annotations

import hashlib
import json

from pydantic import BaseModel

from goalsync.model.settings import SourceSettings
from goalsync.sdk.connector import MetricRequest


def digest_of(source: str, request: MetricRequest) -> str:
    """`sha256:…` of where and how a metric is read; comments, layout and its place in the file do not matter."""
    keys = request.config.model_dump(mode="json", exclude_defaults=True)
    return _digest([source, keys, request.percent_points])


def digest_of_source(settings: SourceSettings) -> str:
    """`sha256:…` of what a source is: its connector and that connector's own keys."""
    own = settings.settings
    keys = own.model_dump(mode="json", exclude_defaults=True) if isinstance(own, BaseModel) else repr(own)
    return _digest([settings.connector, keys])


def _digest(content: object) -> str:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def is_edited(before: str | None, now: str | None) -> bool:
    """Whether a definition differs from that of the last complete read; one that is not known counts as the same."""
    return before is not None and now is not None and before != now
