"""What the headers of a few answers announce: asked for by `goalsync doctor`, one answer of each kind a pull needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goalsync.sdk.connector import Examination, Soundness
from goalsync_jira.facts.headers import budgets, farewells, is_running_out

if TYPE_CHECKING:
    from requests import Response

    from goalsync_jira.site.site import Site


class Listening:
    """Asks and keeps the answers' headers; what the answers mean is another request's."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._heard: dict[str, Response] = {}

    def ask(self, method: str, path: str, json: dict[str, Any] | None = None) -> Response:
        """One request; refusals are answers too. Raises SourceError for what the network does."""
        answer = self._site.ask_raw(method, path, json=json)
        self._heard[path] = answer
        return answer

    def limits(self) -> Examination:
        """The budgets that were announced."""
        name = "rate limits"
        told = {path: budgets(answer.headers) for path, answer in self._heard.items()}
        found = "; ".join(f"{path}: {', '.join(texts)}" for path, texts in told.items() if texts)
        if not found:
            return Examination(name, Soundness.OK, "no answer announced a limit")
        if any(is_running_out(answer.headers) for answer in self._heard.values()):
            remedy = "pulls wait as they are told to; lower `concurrency`, or pull less often with `every`"
            return Examination(name, Soundness.WARNING, found, remedy)
        return Examination(name, Soundness.OK, found)

    def deprecations(self) -> Examination:
        """The ends of APIs that were announced."""
        name = "deprecations"
        told = {path: farewells(answer.headers) for path, answer in self._heard.items()}
        found = "; ".join(f"{path}: {', '.join(texts)}" for path, texts in told.items() if texts)
        if not found:
            return Examination(name, Soundness.OK, f"none announced for {', '.join(self._heard)}")
        return Examination(name, Soundness.WARNING, found, "look for a newer goalsync before the day that is named")
