"""The endpoint `/tracepile-metrics`: Prometheus' text format, for whoever knows the token.

A scraper has no login, so the endpoint has a bearer token of its own (`TRACEPILE_METRICS_TOKEN`); without one it is
not there. It is loaded in every component, so everything heavy is imported at the first request.
"""

from __future__ import annotations

import hmac
import logging
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from tracepile_airflow.observability.numbers import Numbers

_LOG: Final = logging.getLogger(__name__)
_TEXT: Final = b"text/plain; version=0.0.4; charset=utf-8"


class MetricsApp:
    """What Airflow mounts: answers a GET with the metrics."""

    def __init__(self) -> None:
        self._numbers: Numbers | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        import anyio.to_thread

        headers = dict(scope["headers"])
        status, body = await anyio.to_thread.run_sync(self._answer, scope["method"], headers.get(b"authorization", b""))
        head = [(b"content-type", _TEXT), (b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff")]
        await send({"type": "http.response.start", "status": status, "headers": head})
        await send({"type": "http.response.body", "body": body.encode()})

    def _answer(self, method: str, authorization: bytes) -> tuple[int, str]:
        from tracepile.settings import load_settings
        from tracepile.store import StoreError

        settings = load_settings()
        token = settings.metrics_token.get_secret_value()
        if not token:
            return 404, "Set TRACEPILE_METRICS_TOKEN to a secret to have metrics here.\n"
        if not hmac.compare_digest(authorization, f"Bearer {token}".encode()):
            return 401, "Give the token of TRACEPILE_METRICS_TOKEN as `Authorization: Bearer …`.\n"
        if method not in ("GET", "HEAD"):
            return 405, "Only GET.\n"
        try:
            if self._numbers is None:
                from tracepile_airflow.observability.numbers import Numbers

                self._numbers = Numbers(settings)
            return 200, self._numbers.render()
        except StoreError as error:
            _LOG.warning("No metrics: %s", error)
            return 503, f"{error}\n"
