"""Asking an OpenAI-compatible endpoint, several questions at a time."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import httpx


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where and how to ask. url: the address before `/v1`. concurrency: questions in flight."""

    url: str
    model: str
    api_key: str = ""
    concurrency: int = 16
    max_tokens: int = 2048
    temperature: float = 0.0
    timeout_s: float = 300.0
    tries: int = 4


def ask_all(endpoint: Endpoint, prompts: Sequence[str]) -> list[str | None]:
    """Return a reply for every prompt, in their order; None where the endpoint gave none after all tries.

    Raises `ValueError` when the endpoint refuses the key or the address.
    """
    return asyncio.run(_ask_all(endpoint, prompts))


async def _ask_all(endpoint: Endpoint, prompts: Sequence[str]) -> list[str | None]:
    limits = httpx.Limits(max_connections=endpoint.concurrency)
    headers = {"Authorization": f"Bearer {endpoint.api_key}"} if endpoint.api_key else {}
    gate = asyncio.Semaphore(endpoint.concurrency)
    async with httpx.AsyncClient(
        base_url=endpoint.url, headers=headers, limits=limits, timeout=endpoint.timeout_s, trust_env=False
    ) as client:

        async def ask(prompt: str) -> str | None:
            async with gate:
                return await _ask(client, endpoint, prompt)

        return list(await asyncio.gather(*map(ask, prompts)))


async def _ask(client: httpx.AsyncClient, endpoint: Endpoint, prompt: str) -> str | None:
    body = {
        "model": endpoint.model,
        "messages": [{"role": "user", "content": prompt}],
        "max_tokens": endpoint.max_tokens,
        "temperature": endpoint.temperature,
    }
    for attempt in range(endpoint.tries):
        try:
            response = await client.post("/v1/chat/completions", json=body)
        except httpx.TransportError:
            await asyncio.sleep(2.0**attempt * 0.5)
            continue
        if response.status_code in (401, 403, 404):
            raise ValueError(f"{endpoint.url} answers {response.status_code}; check --url, --model and the key.")
        if response.status_code == 200:
            text: str | None = response.json()["choices"][0]["message"]["content"]
            return text
        if response.status_code < 500 and response.status_code != 429:
            return None  # this prompt can never work
        await asyncio.sleep(2.0**attempt * 0.5)
    return None
