"""Signatures of shards in files, so that the work can be cut by shard, then by band, then by pair.

Below a folder `v<SIGNATURE_VERSION>`:

    bands/<band>/<shard>.parquet     key UBIGINT, document INTEGER: the texts of the shard that have shingles
    shingles/<shard>.values.npy      the shingles of its texts, one after the other (uint64)
    shingles/<shard>.starts.npy      where each text's begin (int64, one more than there are texts)
    shingles/<shard>.sketches.npy    the words of their sketches (uint64)

Documents are numbered over all shards, in the order of preference: of two duplicates the smaller number stays. Files
appear only complete, and the same texts give the same bytes; so a shard may be written twice, or by two at once.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tracepile.similarity.minhash import N_BANDS, band_keys
from tracepile.similarity.scanning import Places
from tracepile.similarity.shingles import SIGNATURE_VERSION, Shingles, shingle_texts
from tracepile.similarity.sketches import SKETCH_WORDS, Sketches, sketch_shingles

_BAND: Final = pa.schema([("key", pa.uint64()), ("document", pa.int32())])

Documents = npt.NDArray[np.int64]


@dataclass(frozen=True)
class SignatureFolder:
    """Where signatures of one version are."""

    root: Path

    @property
    def _top(self) -> Path:
        return self.root / f"v{SIGNATURE_VERSION}"

    def write(self, shard: str, first: int, texts: pa.Array) -> None:
        """Write the signatures of a shard: texts as an Arrow array, of which the first is document `first`."""
        shingles = shingle_texts(texts)
        filled = np.flatnonzero(shingles.sizes)
        keys = np.ascontiguousarray(band_keys(shingles)[filled].T)
        documents = pa.array((filled + first).astype(np.int32))
        for band in range(N_BANDS):
            rows = pa.Table.from_arrays([pa.array(keys[band]), documents], schema=_BAND)
            with _Whole(self._top / "bands" / f"{band:02d}" / f"{shard}.parquet") as path:
                # Hashes do not compress.
                pq.write_table(rows, path, compression="none", use_dictionary=False, write_statistics=False)
        sketches = sketch_shingles(shingles)
        for name, values in (("values", shingles.values), ("starts", shingles.starts), ("sketches", sketches)):
            with _Whole(self._top / "shingles" / f"{shard}.{name}.npy") as path, path.open("wb") as file:
                np.save(file, values)

    def band_files(self, band: int, shards: Sequence[str]) -> list[Path]:
        """Return the files of one band."""
        return [self._top / "bands" / f"{band:02d}" / f"{shard}.parquet" for shard in shards]

    def shingle_files(self, shard: str) -> list[Path]:
        """Return the files with the shingles of a shard and their sketches."""
        return [self._top / "shingles" / f"{shard}.{name}.npy" for name in ("values", "starts", "sketches")]

    def place_band(self, band: int, shard: str, first: int, source: Path) -> None:
        """Write one band of a shard from a file that was written with document 0 as its first: now it is `first`.

        Raises `pyarrow.ArrowInvalid` for a document beyond 2,147,483,647.
        """
        rows = pq.read_table(source, schema=_BAND)
        documents = pc.add_checked(rows.column("document"), pa.scalar(first, pa.int32()))
        with _Whole(self.band_files(band, [shard])[0]) as path:
            pq.write_table(rows.set_column(1, "document", documents), path, compression="none", use_dictionary=False)

    def open_shingles(self, shards: Sequence[str]) -> "ShingleReader":
        """Open the shingles of shards, in the order of their documents."""
        parts = [Shingles(self._load(shard, "values"), self._load(shard, "starts")) for shard in shards]
        return ShingleReader([len(part) for part in parts], parts.__getitem__)

    def load_sketches(self, shards: Sequence[str]) -> Sketches:
        """Return the sketches of all documents of shards: 72 bytes each."""
        words = [np.zeros((0, SKETCH_WORDS), np.uint64), *(self._load(shard, "sketches") for shard in shards)]
        sizes = [np.zeros(0, np.int64), *(np.diff(self._load(shard, "starts")) for shard in shards)]
        return Sketches(np.concatenate(words), np.concatenate(sizes))

    def _load(self, shard: str, name: str) -> npt.NDArray[Any]:
        found: npt.NDArray[Any] = np.load(self._top / "shingles" / f"{shard}.{name}.npy", mmap_mode="r")
        return found


class ShingleReader:
    """Shingles of documents by their number, from parts that are loaded on demand.

    sizes: the number of documents of each part; load: gives the shingles of a part by its position.
    """

    def __init__(self, sizes: Sequence[int], load: Callable[[int], Shingles]) -> None:
        self._firsts = np.cumsum([0, *sizes])
        self._load = load

    def read(self, documents: Documents) -> Shingles:
        """Return the shingles of documents (ascending numbers), in this order."""
        cuts = np.searchsorted(documents, self._firsts)
        values, sizes = [np.zeros(0, np.uint64)], [np.zeros(0, np.int64)]
        for at in np.flatnonzero(np.diff(cuts)):
            part = self._load(int(at))
            own = documents[cuts[at] : cuts[at + 1]] - self._firsts[at]
            begin = part.starts[own]
            size = part.starts[own + 1] - begin
            values.append(part.values[spread(begin, size)])
            sizes.append(size)
        counts = np.concatenate(sizes)
        return Shingles(np.concatenate(values), np.concatenate([[0], np.cumsum(counts)]))


def spread(begin: Places, size: Places) -> Places:
    """Return the places begin[0], begin[0] + 1, …, then those from begin[1], and so on: size[i] from each."""
    total = int(size.sum())
    jumps = np.repeat(begin - np.concatenate([[0], np.cumsum(size)[:-1]]), size)
    places: Places = np.arange(total) + jumps
    return places


class _Whole:
    """A file that gets its name only when it is written to its end."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._part = path.with_name(f".{path.name}.{os.getpid()}")

    def __enter__(self) -> Path:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        return self._part

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self._part.replace(self._path)
        else:
            self._part.unlink(missing_ok=True)
