"""Texts as sets of shingles (runs of three tokens), in numpy over the bytes of an Arrow column.

A token is a run of letters, digits and `_` (every byte of a non-ASCII character counts as a letter), or one other
character that is no space. So layout does not matter, and no text is ever cut into Python strings. Hashes are our own:
a polynomial in the bytes modulo 2**64, then a mixing step; they are the same on every machine and in every version of
the libraries. Whatever changes them raises `SIGNATURE_VERSION`.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

SIGNATURE_VERSION: Final = 1
"""Version of tokens, shingles and MinHash signatures: what is stored under another one is computed anew."""

SHINGLE_TOKENS: Final = 3

Hashes = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]

_SPACE, _WORD, _MARK = 0, 1, 2
_MULTIPLIER: Final = 0x9E3779B97F4A7C15
_INVERSE: Final = pow(_MULTIPLIER, -1, 1 << 64)
_SLOTS: Final = tuple(np.uint64(value) for value in (0xA0761D6478BD642F, 0xE7037ED1A0B428DB, 0x8EBC6AF09C88C6E3))
_BYTES_AT_ONCE: Final = 1_000_000
_DOCUMENT_BITS: Final = 20


@dataclass(frozen=True)
class Shingles:
    """The different shingles of some texts: those of text i are `values[starts[i]:starts[i + 1]]`, ascending.

    Values have 44 bits. A text of fewer than three tokens has none.
    """

    values: Hashes
    starts: Places

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def sizes(self) -> Places:
        """The number of different shingles of each text."""
        return np.diff(self.starts)


def shingle_texts(texts: pa.Array) -> Shingles:
    """Return the shingles of an Arrow array of texts; null counts as empty."""
    texts = texts.cast(pa.large_string())
    _, offset_buffer, data_buffer = texts.buffers()
    offsets = np.frombuffer(offset_buffer, np.int64)[texts.offset : texts.offset + len(texts) + 1]
    data = np.frombuffer(data_buffer, np.uint8) if data_buffer is not None else np.zeros(0, np.uint8)
    if texts.null_count:
        return shingle_texts(texts.fill_null(""))
    parts, sizes, start = [], [], 0
    while start < len(texts):
        # As many texts as fit, at least one: arrays of this size stay in the processor's cache.
        stop = int(np.searchsorted(offsets, offsets[start] + _BYTES_AT_ONCE, side="right")) - 1
        stop = min(max(stop, start + 1), start + (1 << _DOCUMENT_BITS) - 1)
        ends = offsets[start : stop + 1]
        values, n = _shingle_part(data[ends[0] : ends[-1]], ends - ends[0])
        parts.append(values)
        sizes.append(n)
        start = stop
    starts = np.zeros(len(texts) + 1, np.int64)
    if sizes:
        np.cumsum(np.concatenate(sizes), out=starts[1:])
    return Shingles(np.concatenate([np.zeros(0, np.uint64), *parts]), starts)


def mix(values: Hashes) -> Hashes:
    """Return hashes whose high bits depend on every bit (the finaliser of splitmix64)."""
    values = values ^ (values >> np.uint64(30))
    values *= np.uint64(0xBF58476D1CE4E5B9)
    values ^= values >> np.uint64(27)
    values *= np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _shingle_part(data: npt.NDArray[np.uint8], ends: Places) -> tuple[Hashes, Places]:
    """Return the shingles of texts that stand one after the other in `data`, and how many each has."""
    n_texts = len(ends) - 1
    starts, stops = _find_tokens(data, ends)
    tokens = _hash_runs(data, starts, stops)
    owner = np.repeat(np.arange(n_texts), np.diff(np.searchsorted(starts, ends)))
    n = max(0, len(tokens) - SHINGLE_TOKENS + 1)
    hashes = np.zeros(n, np.uint64)
    for slot, factor in enumerate(_SLOTS):
        hashes += tokens[slot : slot + n] * factor
    is_inside = owner[:n] == owner[len(tokens) - n :]
    inside = owner[:n][is_inside].astype(np.uint64)
    low_bits = np.uint64(64 - _DOCUMENT_BITS)
    keys = (inside << low_bits) | (mix(hashes[is_inside]) >> np.uint64(_DOCUMENT_BITS))
    keys.sort()
    is_new = np.ones(len(keys), np.bool_)
    np.not_equal(keys[1:], keys[:-1], out=is_new[1:])
    keys = keys[is_new]
    counts = np.bincount((keys >> low_bits).astype(np.int64), minlength=n_texts)
    return keys & np.uint64((1 << (64 - _DOCUMENT_BITS)) - 1), counts


def _find_tokens(data: npt.NDArray[np.uint8], ends: Places) -> tuple[Places, Places]:
    """Return where each token starts and stops."""
    kinds = np.zeros(len(data) + 2, np.uint8)
    kinds[1:-1] = _KINDS[data]
    is_word = kinds == _WORD
    borders = np.zeros(len(data) + 1, np.bool_)
    borders[ends] = True
    is_mark = kinds[1:-1] == _MARK
    here, before, after = is_word[1:-1], is_word[:-2], is_word[2:]
    is_start = is_mark | (here & (~before | borders[:-1]))
    is_last = is_mark | (here & (~after | borders[1:]))
    return np.flatnonzero(is_start), np.flatnonzero(is_last) + 1


def _hash_runs(data: npt.NDArray[np.uint8], starts: Places, stops: Places) -> Hashes:
    """Return the hash of each run of bytes: b[0] + b[1]/m + b[2]/m**2 + … modulo 2**64, mixed.

    m is odd, so it has an inverse; running sums of the terms give every run with one subtraction.
    """
    sums = np.zeros(len(data) + 1, np.uint64)
    np.cumsum(_BYTES[data] * _powers(_INVERSE, len(data)), out=sums[1:])
    return mix((sums[stops] - sums[starts]) * _powers(_MULTIPLIER, len(data))[starts])


_known_powers: dict[int, Hashes] = {}


def _powers(base: int, n: int) -> Hashes:
    found = _known_powers.get(base)
    if found is None or len(found) < n:
        found = np.full(max(n, _BYTES_AT_ONCE), base, np.uint64)
        found[:1] = 1
        found = np.cumprod(found, dtype=np.uint64)
        if n <= _BYTES_AT_ONCE:
            _known_powers[base] = found
    return found[:n]


def _kinds_of_bytes() -> npt.NDArray[np.uint8]:
    kinds = np.full(256, _MARK, np.uint8)
    for byte in range(256):
        if byte >= 128 or chr(byte).isalnum() or byte == ord("_"):
            kinds[byte] = _WORD
        elif byte <= 32 or byte == 127:
            kinds[byte] = _SPACE
    return kinds


_KINDS: Final = _kinds_of_bytes()
_BYTES: Final = mix(np.arange(1, 257, dtype=np.uint64) * np.uint64(_MULTIPLIER))
