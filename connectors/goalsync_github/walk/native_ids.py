"""Many ids of items in little memory."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator


class NativeIds(Collection[str]):
    """Distinct ids: numbers as GitHub gives them, 8 bytes each, and a few of another form (milestones)."""

    def __init__(self, numbers: Iterable[int] = (), others: Iterable[str] = ()) -> None:
        self._numbers = array("Q", sorted(set(numbers)))
        self._others = frozenset(others)

    def __len__(self) -> int:
        return len(self._numbers) + len(self._others)

    def __iter__(self) -> Iterator[str]:
        yield from map(str, self._numbers)
        yield from sorted(self._others)

    def __contains__(self, native_id: object) -> bool:
        if not isinstance(native_id, str):
            return False
        if not native_id.isascii() or not native_id.isdigit():
            return native_id in self._others
        number = int(native_id)
        place = bisect_left(self._numbers, number)
        return place < len(self._numbers) and self._numbers[place] == number and str(number) == native_id
