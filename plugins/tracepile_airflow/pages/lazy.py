"""An application that is built at its first request: the plugin is loaded in every component, tasks included."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send


class LazyApp:
    """What Airflow mounts: it passes every request on to the application, and makes it for the first one."""

    def __init__(self) -> None:
        self._app: ASGIApp | None = None
        self._lock = Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._app is None:
            import anyio.to_thread

            await anyio.to_thread.run_sync(self._build)
        assert self._app is not None
        await self._app(scope, receive, send)

    def _build(self) -> None:
        with self._lock:
            if self._app is None:
                from airflow.api_fastapi.core_api.security import get_user

                from tracepile.settings import load_settings
                from tracepile_airflow.pages.app import build_app

                self._app = build_app(load_settings(), authenticate=get_user)
