"""A reverse proxy in front of the store that is slow, or fails every n-th request, when told to."""

import http.client
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "proxy-connection", "te", "upgrade"}
_REFUSALS = {"busy": (503, "SlowDown"), "full": (507, "XMinioStorageFull")}


class Proxy:
    """Passes requests on to a port of this machine.

    delay_s: how long each request waits first. fail_every: of so many requests one fails, in turns by 503 before it
    reaches the server, and by a connection that breaks after the server has done what was asked. is_full: nothing
    can be written, as MinIO says it when its disks are full.
    """

    def __init__(self, target_port: int) -> None:
        self.delay_s = 0.0
        self.fail_every = 0
        self.is_full = False
        self.n_failed = 0
        self._n_requests = 0
        self._lock = threading.Lock()
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 60

            def log_message(self, *_: Any) -> None:
                pass

            def _pass_on(self) -> None:
                proxy._serve(self, target_port)

            do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = _pass_on

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Listen no more."""
        self._server.shutdown()
        self._server.server_close()

    def _next_fault(self, method: str) -> str:
        with self._lock:
            self._n_requests += 1
            if self.is_full and method == "PUT":
                self.n_failed += 1
                return "full"
            if not self.fail_every or self._n_requests % self.fail_every:
                return ""
            self.n_failed += 1
            return "busy" if self.n_failed % 2 else "lost answer"

    def _serve(self, request: BaseHTTPRequestHandler, target_port: int) -> None:
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        fault = self._next_fault(request.command)
        time.sleep(self.delay_s)
        if fault in _REFUSALS:
            _refuse(request, *_REFUSALS[fault])
            return
        connection = http.client.HTTPConnection("127.0.0.1", target_port, timeout=60)
        try:
            headers = {name: value for name, value in request.headers.items() if name.lower() not in _HOP_BY_HOP}
            connection.request(request.command, request.path, body=body or None, headers=headers)
            answer = connection.getresponse()
            content = answer.read()
        except OSError:
            request.close_connection = True  # the server is down: so is what stands before it
            return
        finally:
            connection.close()
        if fault == "lost answer":
            request.close_connection = True
            return
        request.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in _HOP_BY_HOP | {"content-length", "date", "server"}:
                request.send_header(name, value)
        length = answer.getheader("Content-Length") if request.command == "HEAD" else str(len(content))
        request.send_header("Content-Length", length or "0")
        request.end_headers()
        if request.command != "HEAD":
            request.wfile.write(content)


def _refuse(request: BaseHTTPRequestHandler, status: int, code: str) -> None:
    text = f'<?xml version="1.0"?><Error><Code>{code}</Code><Message>Refused by the test.</Message></Error>'
    request.send_response(status)
    request.send_header("Content-Type", "application/xml")
    request.send_header("Content-Length", str(len(text)))
    request.end_headers()
    if request.command != "HEAD":
        request.wfile.write(text.encode())
