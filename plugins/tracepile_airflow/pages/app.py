"""The application: routes behind the login of Airflow, strict headers, errors as pages."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from fastapi import Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tracepile.browse import Desk
from tracepile.settings import Settings
from tracepile.store import StoreError
from tracepile_airflow.pages import funnel, rejects, releases, samples, shards, traces
from tracepile_airflow.pages.render import render

_AT_ONCE: Final = 4
_STATIC: Final = Path(__file__).parent / "static"

_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; frame-ancestors 'self'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def build_app(settings: Settings, authenticate: Callable[..., Any]) -> FastAPI:
    """Return the application over the store of these settings.

    authenticate: a dependency that raises `HTTPException` for whoever is not logged in.
    """
    app = FastAPI(title="TracePile", openapi_url=None, docs_url=None, redoc_url=None)
    app.state.desk = Desk(settings)
    for module in (releases, funnel, samples, traces, rejects, shards):
        app.include_router(module.router, dependencies=[Depends(authenticate)])

    @app.get("/", dependencies=[Depends(authenticate)])
    def open_first(request: Request) -> RedirectResponse:
        return RedirectResponse(f"{request.scope.get('root_path', '')}/releases")

    app.mount("/static", StaticFiles(directory=_STATIC))
    app.add_middleware(_Pages)
    _add_errors(app)
    return app


class _Pages:
    """Adds the headers of every page, and how long the server took for it; makes only a few pages at once.

    Many threads that compute would keep the one waiting that takes requests, logins included: all would be slow.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._places = asyncio.Semaphore(_AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with self._places:
            await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = time.perf_counter()

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                headers["Server-Timing"] = f"page;dur={1000 * (time.perf_counter() - started):.1f}"
            await send(message)

        await self.app(scope, receive, send_with_headers)


def _add_errors(app: FastAPI) -> None:
    def show(request: Request, status: int, message: str) -> Response:
        return render(request, "error.html", status=status, message=message)

    @app.exception_handler(HTTPException)
    async def refuse(request: Request, error: HTTPException) -> Response:
        return show(request, error.status_code, str(error.detail))

    @app.exception_handler(RequestValidationError)
    async def complain(request: Request, error: RequestValidationError) -> Response:
        names = sorted({str(found["loc"][-1]) for found in error.errors()})
        return show(request, 400, f"The address is wrong: look at {', '.join(names)}.")

    @app.exception_handler(StoreError)
    async def explain(request: Request, error: StoreError) -> Response:
        return show(request, 503, str(error))
