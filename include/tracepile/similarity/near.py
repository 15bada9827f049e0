"""Near-duplicates: which texts go because another one, at least as near as a threshold, stays.

Three steps, each a function of files or tables, so that they run in one process (`find_near_duplicates`) or as tasks:
signatures per shard (`SignatureFolder.write`), candidate pairs per band (`find_band_pairs`), and one step at the end
that verifies each candidate and lets stay the first of all that hang together (`join_pairs`). The result does not
depend on how the work was cut.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, TypeVar

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tracepile import sql
from tracepile.settings import Settings
from tracepile.similarity.jaccard import pair_jaccards
from tracepile.similarity.minhash import N_BANDS
from tracepile.similarity.signatures import Documents, ShingleReader, SignatureFolder
from tracepile.similarity.sketches import Sketches

PAIRS: Final = pa.schema([("one", pa.int32()), ("other", pa.int32())])
"""Pairs of documents by their numbers; `one` is the smaller."""

REMOVED: Final = pa.schema(
    [("document", pa.int32()), ("keeper", pa.int32()), ("nearest", pa.int32()), ("jaccard", pa.float64())]
)
"""A document that goes and the one that stays for it. `nearest` is the keeper where their Jaccard similarity reaches
the threshold, else the nearest document through which they hang together; `jaccard` is the similarity with it. It is
null where other channels alone link the document."""

_ENTRIES: Final = pa.schema([("key", pa.uint64()), ("document", pa.int32())])
_SHARD_ROWS: Final = 20_000
_VERIFIED_AT_ONCE: Final = 65_536
_STRIDES: Final = tuple(pow(48_271, band, 2**31 - 1) for band in range(N_BANDS))
"""One order of the documents per band; the first is their own (the factors are of the Lehmer generator)."""

T = TypeVar("T")
R = TypeVar("R")


def find_near_duplicates(
    texts: Iterable[pa.Array], settings: Settings, threshold: float, links: Callable[[], pa.Table] | None = None
) -> pa.Table:
    """Return which texts go (`REMOVED`, by document), in bounded memory.

    texts: Arrow arrays, read one after the other; a document is the position of a text over all of them, and the
    smaller number is preferred. links: gives, once all texts have been read, the pairs (`PAIRS`) that other channels
    have found; they count as duplicates.
    """
    with TemporaryDirectory(prefix="tracepile-signatures-") as scratch:
        folder = SignatureFolder(Path(scratch))
        shards: list[str] = []

        def cut() -> Iterator[tuple[str, int, pa.Array]]:
            first = 0
            for part in texts:
                for start in range(0, len(part), _SHARD_ROWS):
                    piece = part.slice(start, _SHARD_ROWS)
                    shards.append(f"{len(shards):06d}")
                    yield shards[-1], first, piece
                    first += len(piece)

        for _ in _side_by_side(lambda item: folder.write(*item), cut(), settings.duckdb_threads):
            pass
        pairs = find_band_pairs(folder, shards, range(N_BANDS), settings)
        return join_pairs(folder, shards, pairs, settings, threshold, links() if links else None)


def find_band_pairs(
    folder: SignatureFolder, shards: Sequence[str], bands: Iterable[int], settings: Settings, first_new: int = 0
) -> Iterator[pa.Table]:
    """Yield the candidate pairs of each band (`PAIRS`) of which at least one document is `first_new` or later."""
    with sql.connect(settings) as con:
        for band in bands:
            yield _find_pairs(con, folder, shards, band, first_new)


def _find_pairs(
    con: duckdb.DuckDBPyConnection, folder: SignatureFolder, shards: Sequence[str], band: int, first_new: int = 0
) -> pa.Table:
    files = folder.band_files(band, shards)
    if first_new:
        sql.define(con, "band_entries", files, _ENTRIES)
        con.register("entries", sql.query(con, "curate/met_entries.sql", {"first_new": first_new}))
    else:
        sql.define(con, "entries", files, _ENTRIES)
    params = {"first_new": first_new, "stride": _STRIDES[band]}
    return sql.query(con, "curate/band_pairs.sql", params).cast(PAIRS)


def join_pairs(
    folder: SignatureFolder,
    shards: Sequence[str],
    pairs: Iterable[pa.Table],
    settings: Settings,
    threshold: float,
    links: pa.Table | None = None,
    first_new: int = 0,
) -> pa.Table:
    """Return which documents go (`REMOVED`, by document): the last step, from the pairs of all bands.

    Documents before `first_new` stay, whatever new ones show about them.
    """
    reader = folder.open_shingles(shards)
    with sql.connect(settings) as con:
        con.execute("CREATE TABLE band_pairs (one INTEGER, other INTEGER)")
        for found in pairs:
            con.register("found", found)
            con.execute("INSERT INTO band_pairs SELECT one, other FROM found")
        candidates = sql.query(con, "curate/candidate_pairs.sql")
    candidates = _drop_distant(candidates, folder.load_sketches(shards), settings, threshold)
    edges = verify_pairs(candidates, reader, settings, threshold)
    removed = choose_keepers(edges, reader, settings, threshold, links)
    return removed.filter(pc.field("document") >= first_new) if first_new else removed


def _drop_distant(candidates: pa.Table, sketches: Sketches, settings: Settings, threshold: float) -> pa.Table:
    """Return the candidates that may be near, by their sketches: two of five in real code."""

    def look(start: int) -> npt.NDArray[np.bool_]:
        part = candidates.slice(start, _VERIFIED_AT_ONCE)
        one, other = (part.column(name).to_numpy().astype(np.int64) for name in ("one", "other"))
        return sketches.may_be_near(one, other, threshold)

    starts = range(0, len(candidates), _VERIFIED_AT_ONCE)
    found = list(_side_by_side(look, starts, settings.duckdb_threads))
    return candidates.filter(pa.array(np.concatenate([np.zeros(0, np.bool_), *found])))


def verify_pairs(candidates: pa.Table, reader: ShingleReader, settings: Settings, threshold: float) -> pa.Table:
    """Return the candidates whose Jaccard similarity reaches a threshold, with it (columns one, other, jaccard)."""
    one, other = (candidates.column(name).to_numpy().astype(np.int64) for name in ("one", "other"))

    def verify(start: int) -> tuple[Documents, npt.NDArray[np.float64]]:
        part = slice(start, start + _VERIFIED_AT_ONCE)
        jaccards = pair_jaccards(one[part], other[part], reader, threshold)
        near = np.flatnonzero(jaccards >= threshold)
        return near + start, jaccards[near]

    found = list(_side_by_side(verify, range(0, len(one), _VERIFIED_AT_ONCE), settings.duckdb_threads))
    places = np.concatenate([np.zeros(0, np.int64), *(places for places, _ in found)])
    return candidates.take(pa.array(places)).append_column(
        "jaccard", pa.array(np.concatenate([np.zeros(0), *(jaccards for _, jaccards in found)]))
    )


def choose_keepers(
    edges: pa.Table, reader: ShingleReader, settings: Settings, threshold: float, links: pa.Table | None = None
) -> pa.Table:
    """Return which documents go (`REMOVED`, by document): of all that hang together the first one stays.

    edges: columns one, other, jaccard. links: further pairs (`PAIRS`).
    """
    if not len(edges) and not (links and len(links)):
        return REMOVED.empty_table()
    with sql.connect(settings) as con:
        con.register("edges", pa.concat_tables([edges.select(["one", "other"]), *([links] if links else [])]))
        components = sql.query(con, "curate/components.sql")
        con.register("components", components)
        con.register("edges", edges)
        chosen = sql.query(con, "curate/nearest.sql")
    return _prefer_keepers(chosen, reader, threshold)


def _prefer_keepers(chosen: pa.Table, reader: ShingleReader, threshold: float) -> pa.Table:
    """Name the keeper as the nearest document wherever it is near enough."""
    document, keeper, nearest = (
        chosen.column(name).fill_null(0).to_numpy().astype(np.int64) for name in ("document", "keeper", "nearest")
    )
    jaccard = chosen.column("jaccard").fill_null(0.0).to_numpy()
    direct = pair_jaccards(keeper, document, reader)
    is_direct = direct >= threshold
    has_edge = is_direct | chosen.column("nearest").is_valid().to_numpy()
    return pa.Table.from_arrays(
        [
            pa.array(document.astype(np.int32)),
            pa.array(keeper.astype(np.int32)),
            pa.array(np.where(is_direct, keeper, nearest).astype(np.int32), mask=~has_edge),
            pa.array(np.where(is_direct, direct, jaccard), mask=~has_edge),
        ],
        schema=REMOVED,
    )


def _side_by_side(function: Callable[[T], R], items: Iterable[T], n_threads: int) -> Iterator[R]:
    """Yield function(item) in order, some at a time: numpy and DuckDB leave the interpreter to the others."""
    iterator = iter(items)
    with ThreadPoolExecutor(n_threads) as threads:
        running = [threads.submit(function, item) for item in islice(iterator, 2 * n_threads)]
        while running:
            yield running.pop(0).result()
            running += [threads.submit(function, item) for item in islice(iterator, 1)]
