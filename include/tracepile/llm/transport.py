"""Connections for hundreds of requests in flight.

httpx's own pool looks at every connection for every request that starts or ends, which costs milliseconds of processor
time a request when there are hundreds. Here the idle connections are a stack, and answers are read whole.
"""

import time
from typing import Final

import httpcore
import httpx

_KEEP_ALIVE_S: Final = 4.0
"""Below the five seconds after which a uvicorn server closes an idle connection."""
_TRUSTED_S: Final = 0.5
"""A connection that was used so recently is taken without asking the kernel whether the other side closed it."""


class StackedTransport(httpx.AsyncBaseTransport):
    """Connections to one server, as many as there are requests in flight; the one used last is used next.

    url: any address of the server.
    """

    def __init__(self, url: str) -> None:
        address = httpx.URL(url)
        self._origin = httpcore.URL(
            scheme=address.raw_scheme, host=address.raw_host, port=address.port, target=b"/"
        ).origin
        self._context = httpx.create_ssl_context() if address.scheme == "https" else None
        self._idle: list[tuple[httpcore.AsyncHTTPConnection, float]] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        asked = httpcore.Request(
            method=request.method,
            url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        connection = await self._take()
        try:
            answer = await connection.handle_async_request(asked)
            content = await answer.aread()
            await answer.aclose()
        except httpcore.TimeoutException as error:
            raise httpx.TimeoutException(_name(error), request=request) from error
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise httpx.TransportError(_name(error), request=request) from error
        finally:
            if connection.is_idle():
                self._idle.append((connection, time.monotonic()))
            else:
                await connection.aclose()
        return httpx.Response(answer.status, headers=answer.headers, content=content, request=request)

    async def aclose(self) -> None:
        while self._idle:
            await self._idle.pop()[0].aclose()

    async def _take(self) -> httpcore.AsyncHTTPConnection:
        while self._idle:
            connection, used_at = self._idle.pop()
            if time.monotonic() - used_at < _TRUSTED_S or not connection.has_expired():
                return connection
            await connection.aclose()
        return httpcore.AsyncHTTPConnection(self._origin, self._context, keepalive_expiry=_KEEP_ALIVE_S)


def _name(error: Exception) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
