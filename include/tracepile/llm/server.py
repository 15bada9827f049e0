"""What a model server says of itself: whether it is ready, which model it serves in which version, its load."""

import json
from dataclasses import dataclass
from typing import Any, Final

import httpx

from tracepile.llm.errors import DeploymentError, ServerNotReadyError
from tracepile.llm.window import Load
from tracepile.llm.wire import raise_for_deployment, read_error
from tracepile.settings import Settings

_PROBE_TIMEOUT_S: Final = 15.0


@dataclass(frozen=True, slots=True)
class Served:
    """The model that answers, and the versions of its weights and of the server."""

    model: str
    weight_version: str
    server_version: str

    @property
    def identity(self) -> str:
        """The part of a request's key that says who answers."""
        return f"{self.model} {self.weight_version} {self.server_version}"


def root_of(settings: Settings) -> str:
    """Return the root address of the server, without a slash or `/v1` at the end; raise `DeploymentError` without."""
    url = settings.sglang_url.rstrip("/").removesuffix("/v1")
    try:
        parsed = httpx.URL(url)
        is_plain = bool(parsed.host) and not parsed.userinfo  # addresses appear in logs
        is_usable = is_plain and parsed.scheme in ("http", "https") and (parsed.port or 1) < 2**16
    except (httpx.InvalidURL, ValueError):
        is_usable = False
    if not is_usable:
        what = "The address of the model server cannot be used" if url else "No model server is configured"
        raise DeploymentError(
            f"{what}; set TRACEPILE_SGLANG_URL to its root, such as http://localhost:30000, "
            "and TRACEPILE_SGLANG_MODEL to a model it lists."
        )
    return url


def headers_of(settings: Settings) -> dict[str, str]:
    """Return the headers of every request; the key is read here and never written anywhere."""
    key = settings.sglang_api_key.get_secret_value()
    return {"Content-Type": "application/json", **({"Authorization": f"Bearer {key}"} if key else {})}


async def is_ready(url: str, http: httpx.AsyncClient | None = None) -> bool:
    """Tell whether the server at a root address is up and healthy."""
    if http is None:
        async with httpx.AsyncClient() as fresh:
            return await is_ready(url, fresh)
    try:
        response = await http.get(f"{url}/health", timeout=_PROBE_TIMEOUT_S)
    except httpx.TransportError:
        return False
    return response.status_code not in (429, 502, 503, 504)


async def identify(http: httpx.AsyncClient, url: str, settings: Settings) -> Served:
    """Check once that the server is ready, knows the key and serves the model, and return its versions.

    An unknown model would be accepted silently by every later request.
    """
    if not await is_ready(url, http):
        raise ServerNotReadyError(f"The model server {url} is not ready.")
    listed = await _get(http, f"{url}/v1/models")
    names = [str(entry.get("id")) for entry in listed.get("data", [])]
    if settings.sglang_model not in names:
        raise DeploymentError(
            f"The model server does not serve the model {settings.sglang_model!r}; "
            f"set TRACEPILE_SGLANG_MODEL to one it lists: {', '.join(names) or 'it lists none'}."
        )
    info = await _get(http, f"{url}/model_info", is_optional=True)
    loads = await _get(http, f"{url}/v1/loads", is_optional=True)
    return Served(settings.sglang_model, str(info.get("weight_version")), str(loads.get("version")))


async def read_load(http: httpx.AsyncClient, url: str) -> Load | None:
    """Return the load, or None if the server does not tell."""
    try:
        entries = (await _get(http, f"{url}/v1/loads", is_optional=True)).get("loads", [])
        running = sum(int(entry["num_running_reqs"]) for entry in entries)
        waiting = sum(int(entry["num_waiting_reqs"]) for entry in entries)
    except (ServerNotReadyError, LookupError, TypeError, ValueError):
        return None
    return Load(running, waiting) if entries else None


async def _get(http: httpx.AsyncClient, address: str, *, is_optional: bool = False) -> dict[str, Any]:
    """Return a JSON object; an optional one may be missing (routers do not pass everything on)."""
    try:
        response = await http.get(address, timeout=_PROBE_TIMEOUT_S)
    except httpx.TransportError as error:
        raise ServerNotReadyError(f"The model server does not answer at {address} ({error}).") from None
    if response.status_code == 200:
        try:
            value = response.json()
        except json.JSONDecodeError:
            value = None
        if isinstance(value, dict):
            return value
    if is_optional:
        return {}
    message = read_error(response.content) or f"status {response.status_code}"
    raise_for_deployment(response.status_code, message)
    raise ServerNotReadyError(f"The model server is not ready: {message}")
