"""The error table: every shape of body, every status, and what follows from it."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.llm.conftest import SCHEMA
from tracepile.llm import DeploymentError, Message, Request
from tracepile.llm.wire import RejectedError, RetryError, read_answer, read_error, write_body


def completion(reason: str | None = "stop", text: str = "{}") -> dict[str, Any]:
    usage = {"prompt_tokens": 31, "completion_tokens": 4, "prompt_tokens_details": {"cached_tokens": 24}}
    return {"choices": [{"message": {"content": text}, "finish_reason": reason}], "usage": usage}


def read(status: int, body: Any) -> Any:
    return read_answer(status, body if isinstance(body, bytes) else json.dumps(body).encode())


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"error": {"message": "The input is longer"}}, "The input is longer"),
        ({"error": "unknown field `nope`"}, "unknown field `nope`"),
        ({"object": "error", "message": "too large", "type": "BadRequestError", "code": 400}, "too large"),
        ({"error": "Unauthorized"}, "Unauthorized"),
        ({"detail": "Not Found"}, "Not Found"),
        ([1, 2], "[1, 2]"),
    ],
)
def test_the_message_is_found_in_every_shape_of_error(body: Any, message: str) -> None:
    assert read_error(json.dumps(body).encode()) == message


def test_an_error_that_is_no_json_is_kept_in_part() -> None:
    assert read_error(b"<html>bad gateway</html>") == "<html>bad gateway</html>"
    assert read_error(b"x" * 5000) == "x" * 1000
    assert read_error(b"") == ""


def test_a_request_with_a_wrong_body_can_never_work() -> None:
    for status in (400, 413, 422):
        with pytest.raises(RejectedError, match="too long"):
            read(status, {"error": {"message": "too long"}})


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (429, "busy"),
        (503, "busy"),
        (500, "server_error"),
        (502, "server_error"),
        (504, "server_error"),
        (408, "timeout"),
    ],
)
def test_a_busy_or_broken_server_is_asked_again(status: int, kind: str) -> None:
    with pytest.raises(RetryError, match="full") as caught:
        read(status, {"object": "error", "message": "The request queue is full."})
    assert caught.value.kind == kind


@pytest.mark.parametrize(
    ("status", "setting"),
    [
        (401, "TRACEPILE_SGLANG_API_KEY"),
        (403, "TRACEPILE_SGLANG_API_KEY"),
        (404, "TRACEPILE_SGLANG_URL"),
        (307, "TRACEPILE_SGLANG_URL"),
    ],
)
def test_a_wrong_deployment_names_its_setting(status: int, setting: str) -> None:
    with pytest.raises(DeploymentError, match=setting):
        read(status, {"detail": "no"})


def test_an_answer_has_its_text_and_its_tokens() -> None:
    answer = read(200, completion("stop", "hello"))
    assert (answer.text, answer.finish_reason) == ("hello", "stop")
    assert (answer.usage.prompt_tokens, answer.usage.cached_tokens, answer.usage.completion_tokens) == (31, 24, 4)
    assert read(200, completion("length")).finish_reason == "length"


def test_an_abort_is_a_failure_that_keeps_its_part_and_its_price() -> None:
    with pytest.raises(RetryError) as caught:
        read(200, completion("abort", "half"))
    assert (caught.value.kind, caught.value.text, caught.value.usage.completion_tokens) == ("aborted", "half", 4)


@pytest.mark.parametrize(
    "body",
    [b"", b'{"choices": [{"mess', b"[]", b"{}", b'{"choices": []}', b'{"choices": [{"message": null}]}', b"null"],
)
def test_a_body_that_is_cut_is_asked_for_again(body: bytes) -> None:
    with pytest.raises(RetryError) as caught:
        read(200, body)
    assert caught.value.kind == "disconnected"


def test_an_end_that_nobody_knows_is_no_success() -> None:
    for reason in (None, "tool_calls"):
        with pytest.raises(RetryError):
            read(200, completion(reason))


def test_a_body_holds_the_messages_in_order_and_the_schema_with_its_order() -> None:
    messages = (Message("system", 'a "quoted"\nline'), Message("user", "é"), Message("assistant", "{}"))
    request = Request(messages, "test.v1", 50, SCHEMA, schema_name="explanation", temperature=0.5, seed=3)
    body = json.loads(write_body(request, "model", 100))
    assert body == {
        "model": "model",
        "messages": [{"role": each.role, "content": each.content} for each in messages],
        "max_tokens": 100,
        "temperature": 0.5,
        "seed": 3,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "explanation", "schema": SCHEMA, "strict": True},
        },
    }
    assert list(body["response_format"]["json_schema"]["schema"]["properties"]) == list(SCHEMA["properties"])
    assert "response_format" not in json.loads(write_body(Request(messages, "test.v1", 5), "model", 5))


def captured() -> list[dict[str, Any]]:
    path = Path(ROOT.parent / "shared" / "sglang" / "wire.jsonl")
    if not path.is_file():
        pytest.skip("needs the captured responses of development")
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_every_captured_error_is_understood() -> None:
    seen = set()
    for entry in captured():
        if entry["status"] == 200 or not isinstance(entry["body"], dict):
            continue
        with pytest.raises((RejectedError, RetryError, DeploymentError)) as caught:
            read(entry["status"], entry["body"])
        seen.add(type(caught.value).__name__)
        assert len(str(caught.value)) > 5
    assert seen == {"RejectedError", "RetryError", "DeploymentError"}


def test_the_test_server_has_the_bodies_that_were_captured() -> None:
    from tests.sglang_server import bodies

    by_case = {entry["case"]: entry["body"] for entry in captured()}
    assert by_case["queue full native"] == bodies.QUEUE_FULL
    assert by_case["404"] == bodies.NOT_FOUND
    assert bodies.bad_request(by_case["err temperature"]["message"]) == by_case["err temperature"]
    real = by_case["unknown model"]
    ours = bodies.completion("other-model", " banished", "length", 31, 24, 1)
    assert ours == {**real, "id": ours["id"], "created": ours["created"]}
    loads = bodies.loads("0.5.23", 0, 0, 16)
    assert loads.keys() <= by_case["/v1/loads"].keys()
    assert loads["loads"][0].keys() <= by_case["/v1/loads"]["loads"][0].keys()
