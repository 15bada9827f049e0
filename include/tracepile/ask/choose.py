"""Chooses which candidates are asked: a few per run, all kinds as evenly as the batch allows."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from math import ceil
from typing import Any, TypeAlias

Candidate: TypeAlias = dict[str, Any]


def choose_candidates(
    candidates: Iterable[Candidate], per_run: int, seed: int, max_share: float = 1.0
) -> dict[str, list[Candidate]]:
    """Return at most `per_run` candidates for each trace_id, the same ones for the same candidates and seed.

    max_share: the quota of a kind, as a share of all the questions that the runs could get.

    Runs take their turn in an order drawn by the seed; each takes the kind that is rarest in the batch so far, a kind
    it has already taken only when it has no other. A candidate that repeats the variable and answer of one taken is
    passed over: it would ask the same thing in other words.
    """
    by_run: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        by_run[candidate["trace_id"]].append(candidate)
    n_taken: Counter[str] = Counter()
    quota = max(1, ceil(max_share * per_run * len(by_run)))
    chosen: dict[str, list[Candidate]] = {}
    for trace_id in sorted(by_run, key=lambda trace_id: hashlib.sha256(f"{seed}|{trace_id}".encode()).digest()):
        chosen[trace_id] = _choose_for_run(by_run[trace_id], per_run, n_taken, quota)
    return chosen


def _choose_for_run(candidates: list[Candidate], per_run: int, n_taken: Counter[str], quota: int) -> list[Candidate]:
    taken: list[Candidate] = []
    n_here: Counter[str] = Counter()
    said: set[tuple[str, str]] = set()
    left = [candidate for candidate in candidates if n_taken[candidate["kind"]] < quota]
    left.sort(key=lambda candidate: (candidate["draw"], candidate["kind"]))
    while left and len(taken) < per_run:
        best = min(left, key=lambda candidate: (n_here[candidate["kind"]], n_taken[candidate["kind"]]))
        taken.append(best)
        n_here[best["kind"]] += 1
        n_taken[best["kind"]] += 1
        said.add((best["variable"], best["answer"]))
        left = [
            candidate
            for candidate in left
            if candidate is not best
            and n_taken[candidate["kind"]] < quota
            and (candidate["variable"] is None or (candidate["variable"], candidate["answer"]) not in said)
        ]
    return taken
