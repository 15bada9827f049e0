"""Texts as sets of shingles (runs of three tokens), in numpy over the bytes of an Arrow column.

A token is a run of letters, digits and `_` (every byte of a non-ASCII character counts as a letter), or one other
character that is no space. So layout does not matter, and no text is ever cut into Python strings. Hashes are our own:
polynomials in the bytes, eight at a time, modulo 2**64, then a mixing step; they are the same on every machine and in
every version of the libraries. Whatever changes them raises `SIGNATURE_VERSION`.
"""

from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

SIGNATURE_VERSION: Final = 2
"""Version of tokens, shingles and MinHash signatures: what is stored under another one is computed anew."""

SHINGLE_TOKENS: Final = 3

SHINGLE_BITS: Final = 44
"""A shingle is a number of so many bits: above them is room for the number of its text, or of its pair."""

Hashes = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]

_SPACE, _WORD, _MARK = 0, 1, 2
_MULTIPLIER: Final = np.uint64(0x9E3779B97F4A7C15)
_SLOTS: Final = tuple(np.uint64(value) for value in (0xA0761D6478BD642F, 0xE7037ED1A0B428DB, 0x8EBC6AF09C88C6E3))
_BYTES_AT_ONCE: Final = 200_000
_DOCUMENT_BITS: Final = 64 - SHINGLE_BITS
_WORD_BYTES: Final = 8
_LONG_BYTES: Final = 256
"""Longer tokens are rare, and hashed one by one: a single long one shall not make all others wait."""


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


def mix(values: Hashes) -> Hashes:
    """Return hashes whose high bits depend on every bit (the finaliser of splitmix64)."""
    values = values ^ (values >> np.uint64(30))
    values *= np.uint64(0xBF58476D1CE4E5B9)
    values ^= values >> np.uint64(27)
    values *= np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _shingle_part(data: Bytes, ends: Places) -> tuple[Hashes, Places]:
    """Return the shingles of texts that stand one after the other in `data`, and how many each has."""
    n_texts = len(ends) - 1
    starts, stops = _find_tokens(data, ends)
    tokens = _hash_tokens(data, starts, stops)
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


def _find_tokens(data: Bytes, ends: Places) -> tuple[Places, Places]:
    """Return where each token starts and stops."""
    kinds = np.zeros(len(data) + 2, np.uint8)
    kinds[1:-1] = np.frombuffer(data.tobytes().translate(_KINDS), np.uint8)
    here, before, after = kinds[1:-1], kinds[:-2], kinds[2:]
    # A token starts at every mark, and at a letter that follows none.
    is_start = here > (here & before & _WORD)
    is_last = here > (here & after & _WORD)
    firsts = ends[:-1][ends[:-1] < ends[1:]]
    lasts = ends[1:][ends[:-1] < ends[1:]] - 1
    is_start[firsts] = here[firsts] != _SPACE
    is_last[lasts] = here[lasts] != _SPACE
    return np.flatnonzero(is_start), np.flatnonzero(is_last) + 1


def _hash_tokens(data: Bytes, starts: Places, stops: Places) -> Hashes:
    """Return the hash of each run of bytes."""
    padded = np.zeros(len(data) + _WORD_BYTES, np.uint8)
    padded[: len(data)] = data
    # The eight bytes from every place on, as one number.
    words: Hashes = np.ndarray((len(data) + 1,), "<u8", padded, strides=(1,))
    sizes = stops - starts
    hashes = (words[starts] & _MASKS[np.minimum(sizes, _WORD_BYTES)]) * _MULTIPLIER
    rest = np.flatnonzero((sizes > _WORD_BYTES) & (sizes <= _LONG_BYTES))
    done = _WORD_BYTES
    while len(rest):
        left = sizes[rest] - done
        word = words[starts[rest] + done] & _MASKS[np.minimum(left, _WORD_BYTES)]
        hashes[rest] = (mix(hashes[rest]) + word) * _MULTIPLIER
        rest = rest[left > _WORD_BYTES]
        done += _WORD_BYTES
    for at in np.flatnonzero(sizes > _LONG_BYTES):
        digest = blake2b(data[starts[at] : stops[at]].tobytes(), digest_size=_WORD_BYTES).digest()
        hashes[at] = int.from_bytes(digest, "little")
    return mix(hashes)


def _kinds_of_bytes() -> bytes:
    kinds = bytearray([_MARK]) * 256
    for byte in range(256):
        if byte >= 128 or chr(byte).isalnum() or byte == ord("_"):
            kinds[byte] = _WORD
        elif byte <= 32 or byte == 127:
            kinds[byte] = _SPACE
    return bytes(kinds)


_KINDS: Final = _kinds_of_bytes()
_MASKS: Final = np.array([(1 << (8 * size)) - 1 for size in range(_WORD_BYTES + 1)], np.uint64)
