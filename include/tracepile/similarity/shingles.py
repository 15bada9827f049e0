"""Texts as sets of shingles (runs of three tokens), in numpy over the bytes of an Arrow column.

A token is a run of letters, digits and `_` (every byte of a non-ASCII character counts as a letter), or one other
character that is no space. So layout does not matter. Whatever changes tokens, hashes or shingles raises
`SIGNATURE_VERSION`.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa

from tracepile.similarity.scanning import MARK, SPACE, WORD, Bytes, Hashes, Places, find_tokens, hash_tokens, mix

SIGNATURE_VERSION: Final = 2
"""Version of tokens, shingles and MinHash signatures: what is stored under another one is computed anew."""

SHINGLE_TOKENS: Final = 3

SHINGLE_BITS: Final = 44
"""A shingle is a number of so many bits: above them is room for the number of its text, or of its pair."""


_SLOTS: Final = tuple(np.uint64(value) for value in (0xA0761D6478BD642F, 0xE7037ED1A0B428DB, 0x8EBC6AF09C88C6E3))
_BYTES_AT_ONCE: Final = 200_000
_DOCUMENT_BITS: Final = 64 - SHINGLE_BITS


@dataclass(frozen=True)
class Shingles:
    """The different shingles of some texts: those of text i are `values[starts[i]:starts[i + 1]]`, ascending.

    Values have `SHINGLE_BITS` bits. A text of fewer than three tokens has none.
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


def _shingle_part(data: Bytes, ends: Places) -> tuple[Hashes, Places]:
    """Return the shingles of texts that stand one after the other in `data`, and how many each has."""
    n_texts = len(ends) - 1
    starts, stops = find_tokens(data, ends, _KINDS)
    tokens = hash_tokens(data, starts, stops)
    owner = np.repeat(np.arange(n_texts), np.diff(np.searchsorted(starts, ends)))
    n = max(0, len(tokens) - SHINGLE_TOKENS + 1)
    hashes = np.zeros(n, np.uint64)
    for slot, factor in enumerate(_SLOTS):
        hashes += tokens[slot : slot + n] * factor
    is_inside = owner[:n] == owner[len(tokens) - n :]
    inside = owner[:n][is_inside].astype(np.uint64)
    low_bits = np.uint64(SHINGLE_BITS)
    keys = (inside << low_bits) | (mix(hashes[is_inside]) >> np.uint64(_DOCUMENT_BITS))
    keys.sort()
    is_new = np.ones(len(keys), np.bool_)
    np.not_equal(keys[1:], keys[:-1], out=is_new[1:])
    keys = keys[is_new]
    counts = np.bincount((keys >> low_bits).astype(np.int64), minlength=n_texts)
    return keys & np.uint64((1 << SHINGLE_BITS) - 1), counts


def _kinds_of_bytes() -> bytes:
    kinds = bytearray([MARK]) * 256
    for byte in range(256):
        if byte >= 128 or chr(byte).isalnum() or byte == ord("_"):
            kinds[byte] = WORD
        elif byte <= 32 or byte == 127:
            kinds[byte] = SPACE
    return bytes(kinds)


_KINDS: Final = _kinds_of_bytes()
