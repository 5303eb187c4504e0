"""HTTP for connectors: sessions with one policy of retries, pauses, timeouts and bounds, for every host one gate.

    http = session(context)                       # nothing is sent yet
    for page in counted(pages(http), traffic):    # its requests, bytes, retries and waits are counted
        ...

Libraries that bring their own `requests.Session` get the same policy by `mount(their_session, context)`, with their
own retries switched off. Inside `with reading():` a POST that only reads is repeated like a GET. Everything that
fails is a SourceError that names the request and the remedy; refusals (4xx) are returned, for `checked` or the
connector to judge.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goalsync.sdk.http.addresses import request_line, shown
    from goalsync.sdk.http.answers import asks_to_sign_in, checked, is_page, json_of, page_instead
    from goalsync.sdk.http.gate import Gates
    from goalsync.sdk.http.policy import Policy
    from goalsync.sdk.http.scopes import counted, counting, reading
    from goalsync.sdk.http.sessions import get_into, mount, session
    from goalsync.sdk.http.timing import Timing

__all__ = [
    "Gates",
    "Policy",
    "Timing",
    "asks_to_sign_in",
    "checked",
    "counted",
    "counting",
    "get_into",
    "is_page",
    "json_of",
    "mount",
    "page_instead",
    "reading",
    "request_line",
    "session",
    "shown",
]

_MODULES = {
    "addresses": ("request_line", "shown"),
    "answers": ("asks_to_sign_in", "checked", "is_page", "json_of", "page_instead"),
    "scopes": ("counted", "counting", "reading"),
    "gate": ("Gates",),
    "policy": ("Policy",),
    "sessions": ("get_into", "mount", "session"),
    "timing": ("Timing",),
}


def __getattr__(name: str) -> object:
    """Load what is asked for: a source of local files counts its pulls without importing requests."""
    for module, names in _MODULES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
