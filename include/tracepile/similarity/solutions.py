"""Benchmark solutions that stand, slightly edited, in programs: near-duplicates of a program or of one function."""

import ast
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tracepile import sql
from tracepile.settings import Settings
from tracepile.similarity.alpha import parse_code
from tracepile.similarity.jaccard import pair_jaccards
from tracepile.similarity.minhash import N_BANDS, band_keys
from tracepile.similarity.own_code import drop_docstrings
from tracepile.similarity.shingles import Shingles, shingle_texts
from tracepile.similarity.signatures import ShingleReader
from tracepile.similarity.tokens import find_token_lines, split_code

_MAX_PIECES: Final = 50


@dataclass(frozen=True)
class Solutions:
    """Prepared solutions: `items` says of which benchmark item each is; keys: columns key, solution."""

    items: npt.NDArray[np.int32]
    keys: pa.Table
    shingles: Shingles

    @classmethod
    def of(cls, codes: Sequence[tuple[int, str]], min_tokens: int) -> "Solutions":
        """Prepare (item, code) pairs; code of fewer than `min_tokens` is left out."""
        found = [(item, text) for item, code in codes if (text := _join(split_code(code), min_tokens)) is not None]
        shingles = shingle_texts(pa.array([text for _, text in found], pa.large_string()))
        return cls(np.array([item for item, _ in found], np.int32), _make_keys(shingles, "solution"), shingles)


def find_near_solutions(
    codes: Sequence[str], solutions: Solutions, settings: Settings
) -> Iterator[tuple[int, int, float]]:
    """Yield (position of the code, item, Jaccard similarity) for all at `near_threshold` or above, by position."""
    owners: list[int] = []
    texts: list[str] = []
    for at, code in enumerate(codes if len(solutions.items) else ()):
        for text in dict.fromkeys(_cut_pieces(code, settings.min_near_tokens)):
            owners.append(at)
            texts.append(text)
    shingles = shingle_texts(pa.array(texts, pa.large_string()))
    if not len(shingles.values):
        return
    with sql.connect(settings) as con:
        con.register("solution_keys", solutions.keys)
        con.register("piece_keys", _make_keys(shingles, "piece"))
        pairs = sql.query(con, "curate/shared_keys.sql")
    n_solutions = len(solutions.items)
    reader = ShingleReader([n_solutions, len(texts)], (solutions.shingles, shingles).__getitem__)
    solution, piece = (pairs.column(name).to_numpy().astype(np.int64) for name in ("solution", "piece"))
    jaccards = pair_jaccards(solution, piece + n_solutions, reader)
    best: dict[tuple[int, int], float] = {}
    for pair in np.flatnonzero(jaccards >= settings.near_threshold):
        key = (owners[piece[pair]], int(solutions.items[solution[pair]]))
        best[key] = max(best.get(key, 0.0), float(jaccards[pair]))
    yield from ((at, item, jaccard) for (at, item), jaccard in sorted(best.items()))


def _cut_pieces(code: str, min_tokens: int) -> Iterator[str]:
    """Yield the tokens of a program as a whole and of each of its functions, without imports and docstrings."""
    whole = _join(split_code(code), min_tokens)
    if whole is None:
        return
    yield whole
    tree = parse_code(code)
    nodes = [node for node in tree.body if not isinstance(node, ast.Import | ast.ImportFrom)] if tree else []
    members = [inner for node in nodes for inner in (node.body if isinstance(node, ast.ClassDef) else [node])]
    functions = [node for node in members if isinstance(node, ast.FunctionDef)]
    lines = code.splitlines(keepends=True)
    counted = find_token_lines(code)
    for node in functions[:_MAX_PIECES]:
        end = node.end_lineno or node.lineno
        if bisect_left(counted, end + 1) - bisect_left(counted, node.lineno) >= min_tokens:
            text = _join(split_code("".join(lines[node.lineno - 1 : end])), min_tokens)
            if text is not None:
                yield text


def _join(tokens: list[str], min_tokens: int) -> str | None:
    kept = drop_docstrings(tokens)
    return " ".join(kept) if len(kept) >= min_tokens else None


def _make_keys(shingles: Shingles, name: str) -> pa.Table:
    filled = np.flatnonzero(shingles.sizes).astype(np.int32)
    return pa.Table.from_arrays(
        [pa.array(band_keys(shingles)[filled].ravel()), pa.array(np.repeat(filled, N_BANDS))], names=["key", name]
    )
