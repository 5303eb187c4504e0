"""The page: the template filled in, every text from outside neutralised and escaped without exception."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from goalsync import __version__
from goalsync.model.report import Report
from goalsync.render.changes import counted_kind, differences, titles, units
from goalsync.render.characters import shown
from goalsync.render.headline import groups, held, nothing_known
from goalsync.render.html.bar import bar
from goalsync.render.numbers import counted, day, estimate, minute, number, percent
from goalsync.render.words import sign, words

Lineage = Mapping[str, Sequence[str]]
"""Id of a key result, goal or KPI → where its number comes from, a line each."""


def page(report: Report, lineage: Lineage | None = None) -> str:
    """One self-contained html document. Lines of `lineage` stand behind each number, to be opened."""
    style = _resource("style.css")
    return _template().render(
        report=report,
        lineage=_lineage(report, lineage or {}),
        style=Markup(style),  # noqa: S704 our own file, not a text from outside
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        groups=groups(report),
        hint=nothing_known(report),
        held=held(report),
        titles=titles(report),
        units=units(report),
        key_results={part.id: part for part in report.key_results},
        version=__version__,
    )


def _lineage(report: Report, lineage: Lineage) -> Lineage:
    """What was given, and for what it does not name the reasons of its change."""
    because = {change.subject: change.because for change in report.changes}
    return {**because, **lineage}


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, finalize=_harmless, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(
        number=number, estimate=estimate, percent=percent, day=day, minute=minute, sign=sign, words=words
    )
    environment.globals.update(bar=bar, counted=counted, counted_kind=counted_kind, differences=differences)
    return environment.from_string(_resource("page.html.j2"))


def _harmless(value: object) -> object:
    """Every text that the template writes; markup of our own passes."""
    return shown(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _resource(name: str) -> str:
    return files("goalsync.render.html").joinpath(name).read_text(encoding="utf-8")
