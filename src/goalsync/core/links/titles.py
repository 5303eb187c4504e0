"""Many patterns looked for in a title at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from goalsync.core.match.texts import is_pattern, texts_of

_MEMORY: Final = 64 * 1024 * 1024


class Titles:
    """Which of several lists of texts match a title.

    All RE2 patterns together are looked for first, in one pass: most titles have none of them. Then those that are
    there are found out, again in one pass. Globs and words are cheap one by one.
    """

    def __init__(self, titles: Sequence[tuple[str, ...]]) -> None:
        self._patterns: list[tuple[int, str]] = []
        self._others: list[tuple[int, Callable[[str], bool]]] = []
        for index, texts in enumerate(titles):
            self._patterns += [(index, text[1:-1]) for text in texts if is_pattern(text)]
            words = [text for text in texts if not is_pattern(text)]
            if words:
                self._others.append((index, texts_of(words).matches))
        self._any: Callable[[str], object] | None = None
        self._which: Callable[[str], Sequence[int]] | None = None
        if self._patterns:
            self._compile()

    def of(self, title: str) -> set[int]:
        """The indices of the lists that match."""
        found = {index for index, matches in self._others if matches(title)} if self._others else set[int]()
        if self._any is not None and self._which is not None and self._any(title):
            found.update(self._patterns[one][0] for one in self._which(title))
        return found

    def _compile(self) -> None:
        import re2  # type: ignore[import-untyped]  # noqa: PLC0415 - only workspaces with patterns pay for it

        options: Any = re2.Options()
        options.max_mem = _MEMORY
        union = "|".join(f"(?:{text})" for _, text in self._patterns)
        which = re2.Set.SearchSet(options)
        for _, text in self._patterns:
            which.Add(text)
        which.Compile()
        self._any = re2.compile(union, options).search
        self._which = which.Match
