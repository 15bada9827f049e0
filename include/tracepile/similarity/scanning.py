"""Tokens of many texts at once, found and hashed in numpy over their bytes: no text is cut into Python strings.

Hashes are our own: polynomials in the bytes, eight at a time, modulo 2**64, then a mixing step. They are the same on
every machine and in every version of the libraries.
"""

from hashlib import blake2b
from typing import Final

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Hashes = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]

SPACE, WORD, MARK = 0, 1, 2
"""Kinds of bytes: between tokens; part of a token, with those of its kind beside it; a token of its own."""

_MULTIPLIER: Final = np.uint64(0x9E3779B97F4A7C15)
_WORD_BYTES: Final = 8
_LONG_BYTES: Final = 256
"""Longer tokens are rare, and hashed one by one: a single long one shall not make all others wait."""

_MASKS: Final = np.array([(1 << (8 * size)) - 1 for size in range(_WORD_BYTES + 1)], np.uint64)


def mix(values: Hashes) -> Hashes:
    """Return hashes whose high bits depend on every bit (the finaliser of splitmix64)."""
    values = values ^ (values >> np.uint64(30))
    values *= np.uint64(0xBF58476D1CE4E5B9)
    values ^= values >> np.uint64(27)
    values *= np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def find_tokens(data: Bytes, ends: Places, kinds: bytes) -> tuple[Places, Places]:
    """Return where each token starts and stops.

    data: texts, one after the other; ends: the place of the first, and where each ends. kinds: the kind of each of the
    256 bytes. No token reaches from one text into the next.
    """
    padded = np.zeros(len(data) + 2, np.uint8)
    padded[1:-1] = np.frombuffer(data.tobytes().translate(kinds), np.uint8)
    here, before, after = padded[1:-1], padded[:-2], padded[2:]
    # A token starts at every mark, and at a letter that follows none.
    is_start = here > (here & before & WORD)
    is_last = here > (here & after & WORD)
    is_filled = ends[:-1] < ends[1:]
    firsts, lasts = ends[:-1][is_filled], ends[1:][is_filled] - 1
    is_start[firsts] = here[firsts] != SPACE
    is_last[lasts] = here[lasts] != SPACE
    return np.flatnonzero(is_start), np.flatnonzero(is_last) + 1


def hash_tokens(data: Bytes, starts: Places, stops: Places) -> Hashes:
    """Return the hash of each run of bytes, none of them empty."""
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
