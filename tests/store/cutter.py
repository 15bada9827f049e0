"""A way to a server that breaks: it counts what passes, and cuts connections when it is told to."""

import socket
import threading
from contextlib import suppress
from typing import Self


class Cutter:
    """Passes bytes on between clients and a server on this machine; a context manager.

    cut_after: a connection is cut after so many bytes in either direction (None: never). max_bytes: after so many
    bytes of clients in all nothing passes any more. n_up, n_down: bytes passed on so far, to and from the server.
    """

    def __init__(self, server: str, cut_after: int | None = None, max_bytes: int | None = None) -> None:
        host, _, port = server.partition(":")
        self._server = (host, int(port))
        self.cut_after = cut_after
        self.max_bytes = max_bytes
        self.n_up = self.n_down = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                try:
                    server = socket.create_connection(self._server)
                except OSError:
                    client.close()
                    continue
                for ends in ((client, server, True), (server, client, False)):
                    threading.Thread(target=self._pass_on, args=ends, daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket, is_up: bool) -> None:
        passed = 0
        with suppress(OSError):
            while data := source.recv(65_536):
                if is_up and self.max_bytes is not None and self.n_up + len(data) > self.max_bytes:
                    break
                target.sendall(data)
                passed += len(data)
                if is_up:
                    self.n_up += len(data)
                else:
                    self.n_down += len(data)
                if self.cut_after is not None and passed > self.cut_after:
                    break
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
