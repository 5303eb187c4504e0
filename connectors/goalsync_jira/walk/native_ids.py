"""Many ids in little memory."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator


class NativeIds(Collection[str]):
    """Distinct ids in ascending order, 8 bytes each, seen from outside as the texts that Jira writes them as."""

    def __init__(self, ids: Iterable[int]) -> None:
        self._ids = array("Q", sorted(set(ids)))

    def __len__(self) -> int:
        return len(self._ids)

    def __iter__(self) -> Iterator[str]:
        return map(str, self._ids)

    def __contains__(self, native_id: object) -> bool:
        if not isinstance(native_id, str) or not native_id.isascii() or not native_id.isdigit():
            return False
        number = int(native_id)
        place = bisect_left(self._ids, number)
        return place < len(self._ids) and self._ids[place] == number and str(number) == native_id

    def after(self, last: int) -> array[int]:
        """Those greater than `last`."""
        return self._ids[bisect_right(self._ids, last) :]
