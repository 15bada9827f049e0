"""Variants of one program: chains of rewrites that were tested to behave the same, and mutants that do not."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tracepile.execution.executor import Executor
from tracepile.rewrite.equivalence import Baseline, Equivalence, compare_variant
from tracepile.rewrite.mutants import MUTANTS
from tracepile.rewrite.registry import KINDS, edit, rewrite, rewrite_chain
from tracepile.schema import InputKind, content_id

_ATTEMPTS = 3
"""Chains tried for each variant wanted: one may not apply, give a program already seen, or behave otherwise."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A rewritten program, the kinds that made it, and how it compares with the original."""

    kinds: tuple[str, ...]
    code: str
    record: Equivalence
    is_mutant: bool = False


def make_chains(
    executor: Executor, baseline: Baseline, keep: Iterable[str], count: int, length: int, *, min_coverage: float
) -> tuple[list[Variant], list[Variant]]:
    """Return up to `count` variants that are tested equivalent, each by up to `length` kinds, and those that failed."""
    good: list[Variant] = []
    failed: list[Variant] = []
    names = frozenset(keep)
    seen = {baseline.code}
    for attempt in range(count * _ATTEMPTS):
        if len(good) == count:
            break
        seed = derive_seed(baseline.seed, "chain", attempt)
        made = rewrite_chain(baseline.code, names, seed, 1 + seed % length)
        if made is None:
            break
        kinds, code = made
        if code in seen:
            continue
        seen.add(code)
        record = compare_variant(executor, baseline, code, min_coverage=min_coverage)
        (good if record.equivalent else failed).append(Variant(kinds, code, record))
    return good, failed


def make_each(executor: Executor, baseline: Baseline, keep: Iterable[str], *, min_coverage: float) -> Iterator[Variant]:
    """Yield a variant by each kind that applies, whatever the comparison says."""
    names = frozenset(keep)
    for kind in KINDS:
        code = rewrite(baseline.code, kind, names, derive_seed(baseline.seed, kind))
        if code is not None and code != baseline.code:
            record = compare_variant(executor, baseline, code, is_repeated=True, min_coverage=min_coverage)
            yield Variant((kind,), code, record)


def make_mutants(executor: Executor, baseline: Baseline, keep: Iterable[str], count: int) -> list[Variant]:
    """Return up to `count` mutants of different kinds that were seen to behave otherwise on some input."""
    names = frozenset(keep)
    found: list[Variant] = []
    for kind in sorted(MUTANTS, key=lambda kind: derive_seed(baseline.seed, kind)):
        if len(found) == count:
            break
        code = edit(baseline.code, MUTANTS[kind], names, derive_seed(baseline.seed, kind, "site"), 1)
        if code is None:
            continue
        record = compare_variant(executor, baseline, code)
        if record.disagreements:
            found.append(Variant((kind,), code, record, is_mutant=True))
    return found


def derive_seed(*parts: object) -> int:
    """Return a seed for one part of the work; it fits the 32 bits of the column `seed`."""
    return int(content_id(*parts)[:7], 16)


def names_to_keep(entry_point: str, kind: InputKind, inputs: Iterable[str]) -> set[str]:
    """Return the names by which a program is used from outside: a rewrite must not change them."""
    names = set(entry_point.replace("()", "").split("."))
    if kind is InputKind.CALL:
        for given in inputs:
            try:
                tree = ast.parse(given.strip(), mode="eval")
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                continue  # it cannot be run either
            for node in ast.walk(tree):
                names |= {node.id} if isinstance(node, ast.Name) else set()
                names |= {node.attr} if isinstance(node, ast.Attribute) else set()
                names |= {node.arg} if isinstance(node, ast.keyword) and node.arg else set()
    return names
