"""The trace channel: records that only the sandboxed harness can have written.

Each record is a frame: its length, a keyed tag over its sequence number and payload, the payload. The key is drawn
anew for each run. The program shares a process with the writer and may write to the same descriptor, but what it
writes fits no frame, and nothing that was written can be taken back.
"""

import os
import struct
from collections.abc import Callable
from hashlib import blake2b
from typing import Final

_HEADER: Final = struct.Struct("<I16s")
_NUMBER: Final = struct.Struct("<Q")

KEY_BYTES: Final = 32
DONE: Final = 114
"""Exit status of a child that wrote the record `end`."""

FAILED: Final = 113
"""Exit status of a child that ends without the record `end`; its last record says why, if it could be written."""


class ForgedRecordError(Exception):
    """The channel holds bytes that the harness did not write."""


def open_writer(descriptor: int, key: bytes) -> Callable[[bytes], None]:
    """Return the function that writes one record to the channel; it raises `OSError` when the channel is gone.

    Everything it needs is bound here, so that a program that replaces `os.write` replaces nothing.
    """
    write, pack_header, pack_number = os.write, _HEADER.pack, _NUMBER.pack
    keyed = blake2b(digest_size=16, key=key)
    n_written = 0

    def emit(payload: bytes) -> None:
        nonlocal n_written
        tag = keyed.copy()
        tag.update(pack_number(n_written))
        tag.update(payload)
        frame = memoryview(pack_header(len(payload), tag.digest()) + payload)
        while frame:
            frame = frame[write(descriptor, frame) :]
        n_written += 1

    return emit


class RecordReader:
    """The parent's end: takes bytes as they come, keeps the payloads of complete and genuine records."""

    def __init__(self, key: bytes) -> None:
        self.payloads: list[bytes] = []
        self.n_bytes = 0
        self._keyed = blake2b(digest_size=16, key=key)
        self._rest = bytearray()

    def feed(self, data: bytes) -> None:
        """Take the next bytes of the channel.

        Raises:
            ForgedRecordError: a record's tag is wrong.
        """
        self.n_bytes += len(data)
        self._rest += data
        start = 0
        while len(self._rest) - start >= _HEADER.size:
            length, tag = _HEADER.unpack_from(self._rest, start)
            end = start + _HEADER.size + length
            if len(self._rest) < end:
                break
            payload = bytes(memoryview(self._rest)[start + _HEADER.size : end])
            expected = self._keyed.copy()
            expected.update(_NUMBER.pack(len(self.payloads)))
            expected.update(payload)
            if expected.digest() != tag:
                raise ForgedRecordError
            self.payloads.append(payload)
            start = end
        del self._rest[:start]

    @property
    def is_between_records(self) -> bool:
        """Whether nothing of an incomplete record has arrived."""
        return not self._rest
