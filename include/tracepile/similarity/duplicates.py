"""Duplicates in any table of texts or code: exact, by shape and near, in one verdict per row."""

import multiprocessing
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from hashlib import blake2b
from typing import Final

import numpy as np
import pyarrow as pa

from tracepile.settings import Settings
from tracepile.similarity.alpha import fingerprint_code
from tracepile.similarity.near import PAIRS, find_near_duplicates
from tracepile.similarity.own_code import drop_docstrings
from tracepile.similarity.tokens import split_code

VERDICTS: Final = pa.schema([("keeper", pa.int64()), ("channel", pa.string()), ("jaccard", pa.float64())])
"""One row per text. keeper: the position of the text that stays (its own, if it stays itself). channel: `exact` (the
same but for layout, of code also for comments), `alpha` (the same but for names), `minhash`; null for what stays.
jaccard: the share of shingles in common with the keeper, or, where that is below the threshold, with the nearest text
through which they hang together; null where names differ so much that neither reaches it."""

_CODES_AT_ONCE: Final = 200
Key = bytes | None
"""A hash of 16 bytes; None: there is nothing to compare."""


def find_duplicates(
    texts: Iterable[pa.Array], settings: Settings, threshold: float, *, is_code: bool, jobs: int = 1
) -> pa.Table:
    """Return which texts are duplicates of which (`VERDICTS`); of all that hang together the first one stays.

    texts: Arrow arrays of text, read one after the other; null and empty texts are duplicates of nothing. is_code: the
    texts are Python code: code that is the same but for comments and docstrings, or of the same shape, is a duplicate.
    Near-duplicates are found in the text as it is, so that code which does not parse has them too. jobs: processes
    that read code.
    """
    exact: list[Key] = []
    shapes: list[Key] = []

    def read() -> Iterator[pa.Array]:
        for part in texts:
            keys = describe_texts(part.to_pylist(), settings.min_alpha_tokens, is_code=is_code, jobs=jobs)
            for key, shape in keys:
                exact.append(key)
                shapes.append(shape)
            yield part

    # Links of the other channels are known once all texts have been read.
    removed = find_near_duplicates(read(), settings, threshold, lambda: link_keys(exact, shapes))
    return judge_texts(removed, exact, shapes)


def describe_texts(
    texts: Sequence[str | None], min_tokens: int, *, is_code: bool, jobs: int = 1
) -> Iterator[tuple[Key, Key]]:
    """Yield of each text the key that its exact copies share, and the key of its shape (None for what is no code).

    min_tokens: code of fewer tokens has no shape. jobs: processes that read code.
    """
    if is_code:
        yield from _describe_codes(texts, min_tokens, jobs)
    else:
        yield from ((_hash(" ".join((text or "").split())), None) for text in texts)


def _describe_codes(codes: Sequence[str | None], min_tokens: int, jobs: int) -> Iterator[tuple[Key, Key]]:
    describe = partial(describe_code, min_tokens=min_tokens)
    if jobs == 1 or len(codes) <= _CODES_AT_ONCE:
        yield from map(describe, codes)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context) as processes:
        yield from processes.map(describe, codes, chunksize=_CODES_AT_ONCE)


def describe_code(code: str | None, min_tokens: int) -> tuple[Key, Key]:
    """Return the hash of a code's tokens without comments and docstrings, and the hash of its shape."""
    tokens = drop_docstrings(split_code(code or ""))
    shape = fingerprint_code(code, "", min_tokens).alpha_sha256 if code and tokens else None
    return _hash(" ".join(tokens)), bytes.fromhex(shape)[:16] if shape else None


def _hash(text: str) -> Key:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest() if text else None


def link_keys(*channels: Sequence[Key]) -> pa.Table:
    """Return a pair (`PAIRS`) of each text with the first one of the same key, channel by channel."""
    ones: list[int] = []
    others: list[int] = []
    for keys in channels:
        first: dict[bytes, int] = {}
        for at, key in enumerate(keys):
            if key is not None and first.setdefault(key, at) != at:
                ones.append(first[key])
                others.append(at)
    return pa.Table.from_arrays([pa.array(ones, pa.int32()), pa.array(others, pa.int32())], schema=PAIRS)


def judge_texts(removed: pa.Table, exact: Sequence[Key], shapes: Sequence[Key]) -> pa.Table:
    """Return the verdict on each text (`VERDICTS`) from what goes (`near.REMOVED`) and the texts' keys."""
    keepers = np.arange(len(exact))
    channels: list[str | None] = [None] * len(exact)
    jaccards: list[float | None] = [None] * len(exact)
    for row in removed.to_pylist():
        at, keeper = row["document"], row["keeper"]
        keepers[at] = keeper
        jaccards[at] = row["jaccard"]
        if exact[at] is not None and exact[at] == exact[keeper]:
            channels[at], jaccards[at] = "exact", 1.0
        elif row["jaccard"] is None or (shapes[at] is not None and shapes[at] == shapes[keeper]):
            channels[at] = "alpha" if shapes[at] is not None else "exact"
        else:
            channels[at] = "minhash"
    return pa.table(
        {"keeper": keepers, "channel": pa.array(channels, pa.string()), "jaccard": pa.array(jaccards, pa.float64())}
    ).cast(VERDICTS)
