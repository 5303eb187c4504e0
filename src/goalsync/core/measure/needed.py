"""Which metrics need which, and in what order they can be computed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from goalsync.model.metric import Metric


def needed(metrics: Mapping[str, Metric], wanted: Iterable[str]) -> dict[str, Metric]:
    """The wanted metrics and all that they are computed from; ids that are not declared are left out."""
    found: dict[str, Metric] = {}
    left = list(wanted)
    while left:
        name = left.pop()
        if name in metrics and name not in found:
            found[name] = metrics[name]
            left.extend(metrics[name].inputs)
    return found


def in_order(metrics: Mapping[str, Metric]) -> tuple[list[str], list[str]]:
    """Ids so that each comes after its inputs; and those that cannot, being in a circle or behind one."""
    waiting = {name: {one for one in metric.inputs if one in metrics} for name, metric in metrics.items()}
    users: dict[str, list[str]] = {}
    for name, ones in waiting.items():
        for one in ones:
            users.setdefault(one, []).append(name)
    ready = [name for name, ones in waiting.items() if not ones]
    for name in ready:  # grows while it is walked
        for user in users.get(name, ()):
            waiting[user].discard(name)
            if not waiting[user]:
                ready.append(user)
    done = set(ready)
    return ready, [name for name in metrics if name not in done]
