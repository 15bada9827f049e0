"""What the client relies on, asked of the test server, or of a real one when SGLANG_URL is set.

SGLANG_URL: its root. SGLANG_MODEL: a model it serves (default: the first). SGLANG_API_KEY: its key, if it has one.
SGLANG_QUEUE: how many requests it takes at once, if it was started with a small queue; else its refusals are not tried.
`make sglang-cpu` sets all of them.
"""

import json
import os
import ssl
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from tests.sglang_server.process import start_server
from tracepile.llm import Client, DeploymentError, Message, Request
from tracepile.settings import Settings

SCHEMA = {
    "type": "object",
    "properties": {
        "word": {"type": "string", "maxLength": 12},
        "flag": {"type": "boolean"},
        "pair": {"type": "array", "items": {"type": "boolean"}, "minItems": 2, "maxItems": 2},
    },
    "required": ["word", "flag", "pair"],
    "additionalProperties": False,
}
_TLS = ssl.create_default_context()  # once: each takes longer than a request
FLAT_ERROR = {"object", "message", "type", "param", "code"}


@dataclass(frozen=True)
class Peer:
    """The server under test."""

    url: str
    key: str
    model: str
    queue: int

    def http(self, **headers: str) -> httpx.Client:
        given = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        return httpx.Client(base_url=self.url, headers={**given, **headers}, timeout=120, trust_env=False, verify=_TLS)

    def chat(self, **changes: Any) -> httpx.Response:
        body = {"model": self.model, "messages": [{"role": "user", "content": "Say a word."}], "max_tokens": 60}
        with self.http() as http:
            return http.post("/v1/chat/completions", json={"temperature": 0, **body, **changes})

    def settings(self, home: Path) -> Settings:
        return Settings(
            home=home,
            sglang_url=self.url,
            sglang_model=self.model,
            sglang_api_key=SecretStr(self.key),
            sglang_window_min=4,
            sglang_window_max=4,
            sglang_timeout_s=120,
        )


@pytest.fixture(scope="module")
def peer() -> Iterator[Peer]:
    url = os.environ.get("SGLANG_URL", "").rstrip("/")
    key = os.environ.get("SGLANG_API_KEY", "")
    if url:
        with Peer(url, key, "", 0).http() as http:
            model = os.environ.get("SGLANG_MODEL") or http.get("/v1/models").json()["data"][0]["id"]
        yield Peer(url, key, model, int(os.environ.get("SGLANG_QUEUE", "0")))
        return
    with start_server(api_key="secret", context_tokens=2048, slots=4, max_queued=3, service_s=0.1) as server:
        yield Peer(server.url, "secret", server.model, 7)


def schema_format(schema: Any) -> dict[str, Any]:
    return {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema, "strict": True}}


def test_health_needs_no_key_and_has_no_body(peer: Peer) -> None:
    response = httpx.get(f"{peer.url}/health", timeout=30, trust_env=False, verify=_TLS)
    assert (response.status_code, response.content) == (200, b"")


def test_models_versions_and_load_are_told(peer: Peer) -> None:
    with peer.http() as http:
        models = http.get("/v1/models").json()
        assert peer.model in [entry["id"] for entry in models["data"]]
        assert isinstance(models["data"][0]["max_model_len"], int)
        assert http.get("/model_info").json()["weight_version"]
        assert http.get("/server_info").json()["version"]
        loads = http.get("/v1/loads").json()
        assert loads["version"]
        assert all(
            type(entry[name]) is int for entry in loads["loads"] for name in ("num_running_reqs", "num_waiting_reqs")
        )


def test_an_unknown_path_is_404_with_a_detail(peer: Peer) -> None:
    with peer.http() as http:
        response = http.get("/get_load")
    assert (response.status_code, response.json()) == (404, {"detail": "Not Found"})


def test_a_wrong_key_is_401_with_a_bare_error(peer: Peer) -> None:
    if not peer.key:
        pytest.skip("the server has no key")
    with peer.http(Authorization="Bearer wrong") as http:
        response = http.post("/v1/chat/completions", json={})
    assert (response.status_code, response.json()) == (401, {"error": "Unauthorized"})


def test_a_chat_has_the_fields_that_accounting_needs(peer: Peer) -> None:
    body = peer.chat(max_tokens=4, ignore_eos=True).json()
    (choice,) = body["choices"]
    assert {"index", "message", "logprobs", "finish_reason", "matched_stop"} == choice.keys()
    assert {"role", "content", "reasoning_content"} == choice["message"].keys()
    usage = body["usage"]
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]
    assert usage["prompt_tokens_details"]["cached_tokens"] >= 0
    assert (choice["finish_reason"], usage["completion_tokens"]) == ("length", 4)


def test_a_schema_is_kept_and_the_end_is_stop(peer: Peer) -> None:
    (choice,) = peer.chat(response_format=schema_format(SCHEMA)).json()["choices"]
    assert choice["finish_reason"] == "stop"
    value = json.loads(choice["message"]["content"])
    assert list(value) == ["word", "flag", "pair"]
    assert isinstance(value["word"], str)
    assert len(value["word"]) <= 12
    assert [type(each) for each in value["pair"]] == [bool, bool]


def test_a_prompt_seen_before_comes_from_the_prefix_cache(peer: Peer) -> None:
    messages = [{"role": "user", "content": f"{time.time()} " + "The same long beginning. " * 20}]
    first, second = (peer.chat(messages=messages, max_tokens=1).json()["usage"] for _ in range(2))
    assert first["prompt_tokens"] == second["prompt_tokens"]
    assert second["prompt_tokens_details"]["cached_tokens"] > 0.8 * second["prompt_tokens"]


def test_an_unknown_model_is_accepted_silently(peer: Peer) -> None:
    response = peer.chat(model="no-such-model", max_tokens=1)
    assert (response.status_code, response.json()["model"]) == (200, "no-such-model")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"messages": [{"role": "user", "content": "word " * 20_000}]}, "longer than the model's context length"),
        ({"max_tokens": 1_000_000}, "max_completion_tokens is too large"),
        ({"temperature": -1}, "temperature must be a non-negative finite number, got -1.0."),
        ({"messages": "hi"}, "list_type"),
        ({"response_format": schema_format({"type": "nonsense"})}, "Failed to compile json grammar"),
    ],
)
def test_a_request_that_can_never_work_is_400_with_a_flat_error(peer: Peer, changes: Any, message: str) -> None:
    response = peer.chat(**changes)
    body = response.json()
    assert response.status_code == 400
    assert body.keys() == FLAT_ERROR
    assert (body["object"], body["code"]) == ("error", 400)
    assert message in body["message"]


def test_a_body_that_is_no_json_is_400(peer: Peer) -> None:
    for headers in ({"Content-Type": "application/json"}, {"Content-Type": "text/plain"}):
        with peer.http(**headers) as http:
            response = http.post("/v1/chat/completions", content=b"{nope")
        assert response.status_code == 400
        assert response.json().keys() == FLAT_ERROR


def test_an_aborted_request_looks_like_a_success(peer: Peer) -> None:
    with ThreadPoolExecutor() as threads, peer.http() as http:
        waiting = threads.submit(peer.chat, max_tokens=1500, temperature=1, ignore_eos=True)
        while not waiting.done():
            time.sleep(0.02)
            http.post("/abort_request", json={"rid": "", "abort_all": True})
        response = waiting.result()
    assert response.status_code == 200
    assert response.json()["choices"][0]["finish_reason"] == "abort"


def test_a_full_queue_is_503_with_a_flat_error(peer: Peer) -> None:
    if not peer.queue:
        pytest.skip("the server's queue is too large to fill")
    with ThreadPoolExecutor(6 * peer.queue) as threads:
        asked = [threads.submit(peer.chat, max_tokens=60, ignore_eos=True) for _ in range(6 * peer.queue)]
        refused = [each.result() for each in asked if each.result().status_code != 200]
    assert 0 < len(refused) < len(asked)
    assert {response.status_code for response in refused} == {503}
    assert refused[0].json() == {
        "object": "error",
        "message": "The request queue is full.",
        "type": "503",
        "param": None,
        "code": 503,
    }


def test_the_client_gets_answers_keeps_them_and_names_what_is_wrong(peer: Peer, tmp_path: Path) -> None:
    settings = peer.settings(tmp_path)
    requests = [
        Request((Message("system", "Say one word."), Message("user", f"Number {number}")), "contract.v1", 80, SCHEMA)
        for number in range(6)
    ]
    endless = Request((Message("user", "word " * 20_000),), "contract.v1", 10, SCHEMA)
    with Client(settings) as client:
        first = list(client.complete([*requests, endless]))
    with Client(settings) as client:
        again = list(client.complete([*requests, endless]))
    assert [reply.failure.kind if reply.failure else None for reply in first] == [None] * 6 + ["rejected"]
    assert all(isinstance(json.loads(reply.text)["flag"], bool) for reply in first[:6])
    assert [reply.text for reply in again] == [reply.text for reply in first]
    assert all(reply.is_cached for reply in again)
    assert first[0].usage.prompt_tokens > 0
    assert first[0].server_version not in ("", "None")
    with (
        pytest.raises(DeploymentError, match="TRACEPILE_SGLANG_MODEL"),
        Client(settings.model_copy(update={"sglang_model": "no-such-model"})),
    ):
        pass
