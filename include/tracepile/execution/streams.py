"""The standard streams a program sees."""

from __future__ import annotations

import codecs
import io
import os


class Output(io.RawIOBase):
    """Standard output: writes through at once, so that what was printed survives a crash, and keeps what is new.

    `descriptor` None keeps the bytes in memory instead (`written`).
    """

    name = "<stdout>"
    mode = "wb"

    def __init__(self, descriptor: int | None) -> None:
        super().__init__()
        self._descriptor = descriptor
        self.fresh: list[bytes] = []
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.written = bytearray()
        self.is_watched = False

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        if self._descriptor is None:
            raise io.UnsupportedOperation("fileno")
        return self._descriptor

    def isatty(self) -> bool:
        return False

    def write(self, data: object) -> int:
        content = bytes(data)  # type: ignore[call-overload]
        if self._descriptor is None:
            self.written += content
        else:
            left = memoryview(content)
            while left:
                left = left[os.write(self._descriptor, left) :]
        if self.is_watched:
            self.fresh.append(content)
        return len(content)

    def close(self) -> None:
        """Stay open: output of the interpreter itself may follow."""

    def read_fresh(self) -> str:
        """The text written since the last call. A character cut in two comes with its second half."""
        if not self.fresh:
            return ""
        printed = b"".join(self.fresh)
        self.fresh.clear()
        return self._decoder.decode(printed)


def make_stdout(descriptor: int | None) -> tuple[io.TextIOWrapper, Output]:
    """A text stream for `sys.stdout` and the raw stream beneath it."""
    raw = Output(descriptor)
    stream = io.TextIOWrapper(raw, encoding="utf-8", newline="\n", write_through=True)
    return stream, raw


def make_stdin(text: str | None) -> io.TextIOWrapper:
    """A text stream for `sys.stdin`: over file descriptor 0, or over `text`."""
    if text is None:
        return io.TextIOWrapper(io.BufferedReader(io.FileIO(0, "r", closefd=False)), encoding="utf-8")
    return io.TextIOWrapper(io.BytesIO(text.encode("utf-8", "surrogatepass")), encoding="utf-8")
