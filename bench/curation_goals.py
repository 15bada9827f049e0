"""The goals of curation, and what the latest runs of its benchmark say of them."""

import operator
from collections.abc import Callable, Sequence
from typing import Any

Results = dict[str, Any]
Goal = tuple[str, str, float, Callable[[Results], float]]


def _of_speed(size: str, name: str) -> Callable[[Results], float]:
    return lambda results: float(results["speed"][size]["tracepile"][name])


def _ratio_to(peer: str) -> Callable[[Results], float]:
    def find(results: Results) -> float:
        found = results["speed"]["100000"]
        return float(found[peer]["cpu_s"] / found["tracepile"]["cpu_s"])

    return find


def _of_planted(kind: str) -> Callable[[Results], float]:
    return lambda results: float(results["contamination"]["planted"][kind][1])


GOALS: Sequence[Goal] = (
    ("CPU of datasketch to ours, 100k", ">=", 5.0, _ratio_to("datasketch")),
    ("CPU of rensa with Python shingles to ours, 100k", ">=", 1.5, _ratio_to("rensa")),
    (
        "documents a second, 500k",
        ">=",
        9_000,
        lambda results: 500_000 / float(results["speed"]["500000"]["tracepile"]["wall_s"]),
    ),
    ("peak GiB, 500k", "<=", 3.0, _of_speed("500000", "peak_gib")),
    (
        "wall time of 500k to that of 100k",
        "<=",
        6.5,
        lambda results: (
            float(results["speed"]["500000"]["tracepile"]["wall_s"])
            / float(results["speed"]["100000"]["tracepile"]["wall_s"])
        ),
    ),
    ("peak GiB, 2M", "<=", 4.0, _of_speed("2000000", "peak_gib")),
    ("recall at J >= 0.7, 20k", ">=", 0.99, lambda results: float(results["recall"]["pairs in one cluster"])),
    (
        "edges below the threshold, 20k",
        "<=",
        0,
        lambda results: float(results["recall"]["removed without a neighbour at the threshold"]),
    ),
    ("items found: verbatim", ">=", 0.99, _of_planted("verbatim")),
    ("items found: verbatim, short ones", ">=", 0.99, _of_planted("verbatim, short items")),
    ("items found: reformatted", ">=", 0.99, _of_planted("reformatted")),
    ("items found: 5% of the words edited", ">=", 0.85, _of_planted("5% of the words edited, long items")),
    ("items found: numbers changed", ">=", 0.9, _of_planted("numbers changed")),
    ("code found: verbatim", ">=", 0.99, _of_planted("code, verbatim")),
    ("code found: reformatted", ">=", 0.99, _of_planted("code, reformatted")),
    ("code found: renamed", ">=", 0.99, _of_planted("code, renamed")),
    ("clean functions flagged", "<=", 0.001, _of_planted("clean: functions")),
    ("clean prose flagged", "<=", 0.001, _of_planted("clean: docstrings as questions")),
    ("texts/CPU s against 27,000 items", ">=", 15_000, lambda results: float(results["texts"]["texts/CPU s"])),
)


def judge_goals(results: Results) -> list[list[object]]:
    """Return a row per goal: what, the goal, what was measured, whether it holds."""
    rows: list[list[object]] = []
    for name, sign, goal, find in GOALS:
        try:
            value = find(results)
        except (KeyError, TypeError):
            rows.append([name, f"{sign} {goal:,}", "not measured", ""])
            continue
        holds = (operator.ge if sign == ">=" else operator.le)(value, goal)
        rows.append([name, f"{sign} {goal:,}", f"{value:,.4g}" if value < 100 else f"{value:,.0f}", _WORDS[holds]])
    return rows


_WORDS = {True: "holds", False: "DOES NOT HOLD"}
