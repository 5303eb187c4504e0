"""The report as one html page: no script, no request, readable on paper, on a phone and in the dark."""

from goalsync.render.html.page import page

__all__ = ["page"]
