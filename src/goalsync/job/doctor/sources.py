"""What can be known of a source before a run: its connector, its secrets, and what its connector finds out itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any, Final

from goalsync.job.computed import today_of
from goalsync.job.doctor.extras import lacking
from goalsync.model.settings import SourceSettings
from goalsync.pull.opening import context_of, failure_of
from goalsync.pull.requests import metric_requests
from goalsync.sdk.connector import Connector, Examination, Examines, Soundness, Source
from goalsync.sdk.errors import SecretError
from goalsync.sdk.secrets import Secrets
from goalsync.workspace import Workspace

_REFERENCE: Final = re.compile(r"(?:env|file):(?!//)\S.*")
_SHOWN: Final = 8


def examine_source(
    workspace: Workspace, connectors: Mapping[str, Connector], settings: SourceSettings, now: datetime
) -> Iterator[Examination]:
    """One thing after another. A source whose connector or secrets are missing is not asked."""
    missing = lacking(settings.connector)
    yield _connector(settings.connector, missing)
    secrets = (
        [_recording(workspace, settings.recording)]
        if settings.recording
        else list(_secrets(settings, workspace.secrets))
    )
    yield from secrets
    if missing or any(one.soundness is Soundness.FAILED for one in secrets):
        return
    configuration = workspace.configuration
    requests = metric_requests(configuration, settings.name)
    context = context_of(workspace, settings, requests, now=now, today=today_of(configuration, now), full=False)
    try:
        source = connectors[settings.connector].open(settings.settings, context)
    except Exception as error:  # a stranger's connector may raise anything
        yield _failed("opening", error)
        return
    try:
        yield from source.examine() if isinstance(source, Examines) else _parts(source)
    except Exception as error:
        yield _failed("examination", error)
    finally:
        with suppress(Exception):  # what was found out stands
            source.close()


def _connector(name: str, missing: tuple[str, ...]) -> Examination:
    if not missing:
        return Examination("connector", Soundness.OK, f"{name} is installed")
    said = f"{name} needs {', '.join(missing)}, not installed here"
    return Examination("connector", Soundness.FAILED, said, f"run: pip install 'goalsync[{name}]'")


def _recording(workspace: Workspace, name: str) -> Examination:
    from goalsync.sdk.http.cassette import CassetteError, cassette  # noqa: PLC0415 - few sources are recordings

    remedy = "take `recording:` out of the source to ask the network"
    try:
        answers = len(cassette(workspace.directory / name))
    except (OSError, CassetteError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        return Examination("recording", Soundness.FAILED, f"{name} cannot be read: {why}", f"correct it, or {remedy}")
    said = f"its {answers} answers come from {name}, not from the network; no secret is needed"
    return Examination("recording", Soundness.NOTE, said, remedy)


def _secrets(settings: SourceSettings, secrets: Secrets) -> Iterator[Examination]:
    """Every reference of the source, resolved; what it holds is never told."""
    written: Any = settings.settings
    for reference in sorted(set(_references(written.model_dump()))):
        try:
            secret = secrets.resolve(reference).get_secret_value()
        except SecretError as error:
            yield Examination(f"secret {reference}", Soundness.FAILED, error.message, error.remedy)
            continue
        if secret != secret.strip() or secret[:1] in ("'", '"'):
            said = "it is set, but begins or ends with a blank, a line break or a quote"
            yield Examination(f"secret {reference}", Soundness.WARNING, said, "check how it was set")
        else:
            yield Examination(f"secret {reference}", Soundness.OK, "it is set")


def _references(value: object) -> Iterator[str]:
    match value:
        case str() if _REFERENCE.fullmatch(value):
            yield value
        case dict():
            for inner in value.values():
                yield from _references(inner)
        case list() | tuple():
            for inner in value:
                yield from _references(inner)
        case _:
            pass


def _parts(source: Source) -> Iterator[Examination]:
    """Of a source that cannot tell more: whether it says what it has."""
    names = [partition.name for partition in source.partitions()]
    if not names:
        yield Examination("parts", Soundness.WARNING, "it lists nothing to pull", "check its keys")
        return
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    yield Examination("parts", Soundness.OK, f"it lists {', '.join(names[:_SHOWN])}{more}")


def _failed(name: str, error: Exception) -> Examination:
    said = failure_of(error)
    remedy = getattr(error, "remedy", None)
    return Examination(name, Soundness.FAILED, getattr(error, "message", said.reason), remedy)
