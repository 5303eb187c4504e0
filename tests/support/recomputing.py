"""Computes a number again from the JSON of its explanation alone, by the formulas of the contract.

Nothing of the program is imported here: the document is read as any reader would.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

Document = Mapping[str, Any]


def values(document: Document) -> list[float]:
    """Every value that went into the formula, from its inputs and the metrics' definitions; checked against `value`."""
    found = []
    for one in document["values"]:
        rows = [document["inputs"][index] for index in one["inputs"]]
        again = _value(one["metric"], rows, document["definitions"])
        assert math.isclose(again, one["value"], rel_tol=1e-12), one
        found.append(again)
    return found


def _value(metric: str, rows: Sequence[Document], definitions: Document) -> float:
    definition = definitions[metric]
    if definition["how"] == "stored":
        mine = [row["value"] for row in rows if row["metric"] == metric]
        return math.fsum(mine) if definition["on_duplicate"] == "sum" else float(mine[-1])
    parts = {name: _value(name, rows, definitions) for name in definition["inputs"]}
    if definition["how"] == "ratio":
        numerator, denominator = (parts[name] for name in definition["inputs"])
        return 100 * numerator / denominator
    names = {**parts, "min": min, "max": max, "abs": abs, "round": round, "__builtins__": {}}
    assert re.fullmatch(r"[\w\s+*/().,-]+", definition["text"])
    return float(eval(definition["text"], names))  # noqa: S307 - our own formulas, in tests


def progress(document: Document) -> float | None:
    """The progress of a key result, goal or objective; of a KPI or metric its value."""
    return _KINDS[document["kind"]](document)


def _key_result(document: Document) -> float | None:
    return _MEASURES[document["result"]["kind"]](document, document["parameters"], values(document))


def _change(document: Document, given: Document, found: Sequence[float]) -> float | None:
    if not found:
        return None
    baseline = given["baseline"] if "baseline" in given else found[0]
    target = given.get("target")
    if "by_percent" in given:
        target = baseline + abs(baseline) * given["by_percent"] / 100
    elif "by" in given:
        target = baseline + given["by"]
    elif "times" in given:
        target = baseline * given["times"]
    if target == baseline:
        beyond = found[-1] <= target if given["direction"] == "decrease" else found[-1] >= target
        return float(beyond)
    return (found[-1] - baseline) / (target - baseline)


def _share(document: Document, given: Document, found: Sequence[float]) -> float | None:
    return _change(document, {"baseline": 0.0, **given}, found)


def _accumulate(document: Document, given: Document, found: Sequence[float]) -> float:
    whole = len(found) if given["accumulate"] == "count" else math.fsum(found)
    return (whole - given["baseline"]) / (given["reach"] - given["baseline"])


def _maintain(document: Document, given: Document, found: Sequence[float]) -> float | None:
    if not found:
        return None
    if given["judge"] == "every_period":
        return sum(_holds(given, value) for value in found) / len(found)
    ordered = sorted(found)
    judged = {
        "last": found[-1],
        "mean": math.fsum(found) / len(found),
        "min": min(found),
        "max": max(found),
        "p95": ordered[math.ceil(0.95 * len(ordered)) - 1],
    }
    return float(_holds(given, judged[given["judge"]]))


def _holds(given: Document, value: float) -> bool:
    limit, high = given["limit"], given.get("high")
    return {
        "below": value < limit,
        "at_most": value <= limit,
        "above": value > limit,
        "at_least": value >= limit,
        "between": high is not None and limit <= value <= high,
    }[given["bound"]]


def _consistency(document: Document, given: Document, found: Sequence[float]) -> float | None:
    if not found:
        return None
    dated = [(one["day"], value) for one, value in zip(document["values"], found, strict=True)]
    hits = 0
    for window in document["parts"]:
        inside = [value for day, value in dated if window["start"] <= day <= window["end"]]
        if inside:
            one = {"last": inside[-1], "sum": math.fsum(inside), "mean": math.fsum(inside) / len(inside)}
            hits += _holds(given, one[given["per_period"]])
    return hits / given["times"]


def _milestone(document: Document, given: Document, found: Sequence[float]) -> float | None:
    if document["parts"]:
        whole = math.fsum(part["weight"] for part in document["parts"])
        return math.fsum(part["value"] * part["weight"] for part in document["parts"]) / whole
    if "done_when" in given:
        return None
    return float("done" in given and date.fromisoformat(given["done"]) <= date.fromisoformat(given["today"]))


def _work(document: Document, given: Document, found: Sequence[float]) -> None:
    assert not document["items"]


def _goal(document: Document) -> float | None:
    given, computed = document["parameters"], values(document)
    parts = []
    for number, criterion in enumerate(document["result"]["criteria"]):
        declared = given[f"criterion_{number + 1}"]
        if isinstance(declared, str):
            parts.append(criterion["progress"])
            continue
        _, bound, limit, *high = declared
        pairs = zip(document["values"], computed, strict=True)
        mine = [value for one, value in pairs if one["part"] == number]
        if not mine:
            return None
        if _holds({"bound": bound, "limit": limit, "high": high[0] if high else None}, mine[-1]):
            parts.append(1.0)
        else:
            baseline = given[f"baseline_{number + 1}"]
            parts.append((mine[-1] - baseline) / (limit - baseline))
    return math.fsum(min(1.0, max(0.0, part)) for part in parts) / len(parts) if parts else None


def _objective(document: Document) -> float | None:
    parts = [part for part in document["parts"] if part["counts"]]
    scores = [part["value"] or 0.0 for part in parts]
    if all(part["progress"] is None for part in parts):
        return None
    match document["parameters"]["rollup"]:
        case "min":
            return min(scores)
        case "all_of":
            return float(all(score >= 1 for score in scores))
        case _:
            weights = [part["weight"] for part in parts]
            return math.fsum(map(math.prod, zip(scores, weights, strict=True))) / math.fsum(weights)


def _newest(document: Document) -> float | None:
    found = values(document)
    return found[-1] if found else None


_MEASURES: Mapping[str, Callable[[Document, Document, Sequence[float]], float | None]] = {
    "change": _change,
    "share": _share,
    "accumulate": _accumulate,
    "maintain": _maintain,
    "consistency": _consistency,
    "milestone": _milestone,
    "work": _work,
}
_KINDS: Mapping[str, Callable[[Document], float | None]] = {
    "key_result": _key_result,
    "goal": _goal,
    "objective": _objective,
    "kpi": _newest,
    "metric": _newest,
}
