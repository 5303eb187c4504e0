"""Circles among things that refer to each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence


def circles(edges: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """Each circle once, from its member that comes first in `edges`; members on several circles are told in one."""
    position = {name: index for index, name in enumerate(edges)}
    done: set[str] = set()
    for start in edges:
        if start in done:
            continue
        path: list[str] = [start]
        on_path: dict[str, int] = {start: 0}
        following = [iter(edges[start])]
        while path:
            onward = next(following[-1], None)
            if onward is None:
                following.pop()
                finished = path.pop()
                del on_path[finished]
                done.add(finished)
            elif onward in on_path:
                found = path[on_path[onward] :]
                first = min(range(len(found)), key=lambda index: position[found[index]])
                yield (*found[first:], *found[:first])
            elif onward in edges and onward not in done:
                on_path[onward] = len(path)
                path.append(onward)
                following.append(iter(edges[onward]))
