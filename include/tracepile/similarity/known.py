"""The near-duplicate signatures of all programs kept so far, and how new programs are held against them.

What is read of the store stays in this process: while a run judges batch after batch, each batch adds its own shard.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

import numpy as np
import pyarrow as pa

from tracepile import sql
from tracepile.settings import Settings
from tracepile.similarity.minhash import N_BANDS, band_keys
from tracepile.similarity.near import PAIRS, choose_keepers, verify_pairs
from tracepile.similarity.scanning import Hashes
from tracepile.similarity.shingles import SIGNATURE_VERSION, Shingles, shingle_texts
from tracepile.similarity.signatures import ShingleReader
from tracepile.stage import Inputs
from tracepile.store import Shard

_MAX_PAIRS: Final = 50
_ENTRIES: Final = pa.schema([("key", pa.uint64()), ("document", pa.int32())])
_COLUMNS: Final = ["program_id", "signature_version", "bands", "shingles"]


@dataclass(frozen=True)
class Neighbour:
    """Why a program goes: `duplicate_of` stays for it; `nearest` is that program, or the one through which they hang
    together, and `jaccard` the share of shingles in common with it."""

    duplicate_of: str
    nearest: str
    jaccard: float


@dataclass(frozen=True)
class Judgement:
    """What near-duplicate search says of new programs.

    removed: by program id. alike: per program, those before it that it shares less with, though much. rows: the rows
    of `signatures` of all new programs, in order.
    """

    removed: Mapping[str, Neighbour]
    alike: Mapping[str, Sequence[str]]
    rows: Sequence[Mapping[str, Any]]


@dataclass
class _Known:
    """Signatures in memory: per shard its programs; of all the keys; the shingles are read again when they are met."""

    shards: list[Shard] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    ids: list[pa.Array] = field(default_factory=list)
    entries: list[pa.Table] = field(default_factory=list)


_known = _Known()


def judge_near_duplicates(
    program_ids: Sequence[str],
    texts: Sequence[str],
    inputs: Inputs,
    settings: Settings,
    is_apart: Callable[[str, str], bool] = lambda one, other: False,
) -> Judgement:
    """Hold new programs, the preferred one first, against each other and against all in the table `signatures`.

    texts: of each program what is compared; an empty text has no near-duplicates. is_apart: tells of two programs,
    given by id, that they are different whatever their texts say.
    """
    known = _load(inputs)
    shingles = shingle_texts(pa.array(texts, pa.large_string()))
    keys = band_keys(shingles)
    n_known = sum(known.sizes)
    ids = [*known.ids, pa.array(program_ids, pa.string())]
    reader = ShingleReader([*known.sizes, len(texts)], _make_loader(inputs, known, shingles))
    edges = _find_edges(_flatten(keys, shingles, n_known), known, reader, settings)
    names = pa.chunked_array(ids)
    pairs = zip(*(names.take(edges.column(side)).to_pylist() for side in ("one", "other")), strict=True)
    edges = edges.filter(pa.array([not is_apart(one, other) for one, other in pairs], pa.bool_()))
    jaccards = edges.column("jaccard").to_numpy()
    near = edges.filter(pa.array(jaccards >= settings.near_threshold))
    removed = {}
    for row in choose_keepers(near, reader, settings, settings.near_threshold).to_pylist():
        if row["document"] >= n_known:
            found = [names[row[name]].as_py() for name in ("document", "keeper", "nearest")]
            removed[found[0]] = Neighbour(found[1], found[2], row["jaccard"])
    alike: dict[str, list[str]] = {}
    weak = edges.filter(pa.array(jaccards < settings.near_threshold))
    for one, other in zip(*(names.take(weak.column(side)).to_pylist() for side in ("one", "other")), strict=True):
        alike.setdefault(other, []).append(one)
    rows = [
        {
            "program_id": program_id,
            "signature_version": SIGNATURE_VERSION,
            "bands": keys[at].tolist() if shingles.sizes[at] else [],
            "shingles": shingles.values[shingles.starts[at] : shingles.starts[at + 1]].tolist(),
        }
        for at, program_id in enumerate(program_ids)
    ]
    return Judgement(removed, alike, rows)


def _find_edges(new_entries: pa.Table, known: _Known, reader: ShingleReader, settings: Settings) -> pa.Table:
    if not len(new_entries):
        return verify_pairs(PAIRS.empty_table(), reader, settings, settings.near_threshold)
    with sql.connect(settings) as con:
        con.register("entries", pa.concat_tables([_ENTRIES.empty_table(), *known.entries]))
        con.register("new_entries", new_entries)
        candidates = sql.query(con, "curate/probe_pairs.sql", {"max_pairs": _MAX_PAIRS})
    return verify_pairs(candidates, reader, settings, min(settings.cluster_threshold, settings.near_threshold))


def _flatten(keys: Hashes, shingles: Shingles, first: int) -> pa.Table:
    filled = np.flatnonzero(shingles.sizes)
    documents = np.repeat((filled + first).astype(np.int32), N_BANDS)
    return pa.Table.from_arrays([pa.array(keys[filled].ravel()), pa.array(documents)], schema=_ENTRIES)


def _load(inputs: Inputs) -> _Known:
    """Return what is known once the shards that are live for this batch have been read."""
    global _known
    wanted = list(inputs.shards["curated"])
    if _known.shards != wanted[: len(_known.shards)]:
        _known = _Known()
    first = sum(_known.sizes)
    for shard in wanted[len(_known.shards) :]:
        rows = inputs.store.read("signatures", [shard], _COLUMNS[:3])
        is_current = rows.column("signature_version").to_numpy() == SIGNATURE_VERSION
        bands = rows.column("bands").combine_chunks()
        lengths = np.where(is_current, bands.value_lengths().to_numpy(), 0)
        documents = np.repeat(np.arange(first, first + len(rows), dtype=np.int32), lengths)
        values = bands.flatten().to_numpy()[np.repeat(is_current, bands.value_lengths().to_numpy())]
        _known.entries.append(pa.Table.from_arrays([pa.array(values), pa.array(documents)], schema=_ENTRIES))
        _known.ids.append(rows.column("program_id").combine_chunks())
        _known.sizes.append(len(rows))
        _known.shards.append(shard)
        first += len(rows)
    return _known


def _make_loader(inputs: Inputs, known: _Known, own: Shingles) -> Callable[[int], Shingles]:
    @lru_cache(maxsize=64)
    def load(part: int) -> Shingles:
        if part == len(known.shards):
            return own
        lists = inputs.store.read("signatures", [known.shards[part]], ["shingles"]).column(0).combine_chunks()
        sizes = lists.value_lengths().to_numpy()
        return Shingles(lists.flatten().to_numpy(), np.concatenate([[0], np.cumsum(sizes)]))

    return load
