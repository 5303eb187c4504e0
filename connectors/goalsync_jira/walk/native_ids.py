"""Many ids in little memory."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator
from itertools import chain, groupby, islice
from operator import ge


class NativeIds(Collection[str]):
    """Distinct ids in ascending order, 8 bytes each, seen from outside as the texts that Jira writes them as.

    Made of ids that ascend it takes no more than that on the way; others are sorted first.
    """

    def __init__(self, ids: Iterable[int]) -> None:
        self._ids = array("Q")
        self._ids.extend(ids)
        if any(map(ge, self._ids, islice(self._ids, 1, None))):
            self._ids = array("Q", (native for native, _ in groupby(sorted(self._ids))))

    def __len__(self) -> int:
        return len(self._ids)

    def __iter__(self) -> Iterator[str]:
        return map(str, self._ids)

    def __contains__(self, native_id: object) -> bool:
        if not isinstance(native_id, str) or not native_id.isascii() or not native_id.isdigit():
            return False
        return _holds(self._ids, int(native_id)) and str(int(native_id)) == native_id

    def after(self, last: int) -> array[int]:
        """Those greater than `last`."""
        return self._ids[bisect_right(self._ids, last) :]


class Taken:
    """Ids that were taken so far, in as little memory while they ascend."""

    def __init__(self) -> None:
        self._ascending = array("Q")
        self._others: set[int] = set()

    def __len__(self) -> int:
        return len(self._ascending) + len(self._others)

    def take(self, ids: Iterable[int]) -> bool:
        """Take those that were not taken before; says whether there were any."""
        before = len(self)
        for native in ids:
            if not self._ascending or native > self._ascending[-1]:
                self._ascending.append(native)
            elif not _holds(self._ascending, native):
                self._others.add(native)
        return len(self) > before

    def all(self) -> NativeIds:
        """All of them."""
        return NativeIds(chain(self._ascending, sorted(self._others)))


def _holds(ids: array[int], native: int) -> bool:
    place = bisect_left(ids, native)
    return place < len(ids) and ids[place] == native
