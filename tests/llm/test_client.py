"""The client against the test server in another process: order, faults, cache, accounting."""

import json
import threading

import pytest

from tests.llm.conftest import SCHEMA, make_requests
from tests.sglang_server.process import TestServer, start_server
from tracepile.llm import Client, DeploymentError, Message, Reply, Request, ServerNotReadyError
from tracepile.llm.cache import RequestCache
from tracepile.settings import Settings


def ask(settings: Settings, requests: list[Request]) -> list[Reply]:
    with Client(settings) as client:
        return list(client.complete(requests))


def with_(settings: Settings, **changes: object) -> Settings:
    return settings.model_copy(update=changes)


def test_replies_come_in_the_order_of_the_requests_and_match_the_schema(server, llm_settings) -> None:
    requests = make_requests(300)
    replies = ask(llm_settings, requests)
    assert [reply.failure for reply in replies] == [None] * 300
    assert len({reply.key for reply in replies}) == 300
    assert {reply.finish_reason for reply in replies} == {"stop"}
    assert all(json.loads(reply.text).keys() == SCHEMA["properties"].keys() for reply in replies)
    assert {(reply.model, reply.server_version) for reply in replies} == {("test-model", "0.5.23")}
    assert server.stats()["answered"] == 300


def test_what_was_answered_once_is_never_asked_again(server, llm_settings) -> None:
    first = ask(llm_settings, make_requests(50))
    again = ask(llm_settings, make_requests(60))
    stats = server.stats()
    assert (stats["requests"], stats["answered_twice"]) == (60, 0)
    assert [reply.is_cached for reply in again] == [True] * 50 + [False] * 10
    for old, new in zip(first, again, strict=False):
        assert (old.text, old.latency_s, old.attempts, old.usage) == (new.text, new.latency_s, new.attempts, new.usage)


def test_equal_requests_of_one_task_are_sent_once(server, llm_settings) -> None:
    replies = ask(llm_settings, make_requests(3) * 20)
    assert server.stats()["requests"] == 3
    assert len({reply.text for reply in replies}) == 1
    assert sum(not reply.is_cached for reply in replies) == 3


def test_a_key_depends_on_all_that_decides_the_answer() -> None:
    (request,) = make_requests(1)
    from dataclasses import replace

    variants = [
        request.key("model default 0.5.23", 100),
        request.key("model default 0.5.24", 100),
        request.key("model default 0.5.23", 200),
        replace(request, template="test.v2").key("model default 0.5.23", 100),
        replace(request, temperature=0.5).key("model default 0.5.23", 100),
        replace(request, seed=1).key("model default 0.5.23", 100),
        replace(request, response_schema=None).key("model default 0.5.23", 100),
        replace(request, response_schema={"type": "object"}).key("model default 0.5.23", 100),
        replace(request, messages=request.messages[:1]).key("model default 0.5.23", 100),
        replace(request, messages=request.messages[::-1]).key("model default 0.5.23", 100),
    ]
    assert len(set(variants)) == len(variants)
    assert request.key("a", 1) == make_requests(1)[0].key("a", 1)


@pytest.mark.parametrize("fault", ["refuse", "server_error", "abort", "disconnect", "cut_body"])
def test_a_passing_fault_is_tried_again_until_there_is_an_answer(server, llm_settings, fault: str) -> None:
    server.configure(faults={fault: 0.3})
    replies = ask(llm_settings, make_requests(60))
    assert [reply.failure for reply in replies] == [None] * 60
    stats = server.stats()
    assert stats["answered"] == 60
    assert stats["answered_twice"] == 0
    assert sum(reply.attempts for reply in replies) == stats["requests"] > 60


def test_a_request_that_hangs_is_given_up_and_sent_again(server, llm_settings) -> None:
    server.configure(faults={"hang": 0.2}, faulty_attempts=1)
    replies = ask(with_(llm_settings, sglang_timeout_s=5.0), make_requests(30))
    assert [reply.failure for reply in replies] == [None] * 30
    stats = server.stats()
    assert stats["ends"]["cancelled"] == stats["requests"] - 30 > 0
    assert stats["running"] == 0


@pytest.mark.parametrize(
    ("fault", "kind"),
    [("server_error", "server_error"), ("abort", "aborted"), ("disconnect", "disconnected"), ("hang", "timeout")],
)
def test_a_request_that_never_succeeds_fails_its_row_only_and_is_asked_again_by_a_later_task(
    server, llm_settings, fault: str, kind: str
) -> None:
    server.configure(faults={fault: 0.2}, faulty_attempts=99)
    settings = with_(llm_settings, sglang_timeout_s=2.0 if fault == "hang" else 30.0, sglang_max_attempts=1)
    replies = ask(settings, make_requests(40))
    failed = [reply for reply in replies if reply.failure]
    assert {reply.failure.kind for reply in failed if reply.failure} == {kind}
    assert 0 < len(failed) < 40
    server.reset()
    assert [reply.failure for reply in ask(settings, make_requests(40))] == [None] * 40
    assert server.stats()["requests"] == len(failed)


def test_a_request_that_is_too_long_is_rejected_at_once_and_never_sent_again(server, llm_settings) -> None:
    server.configure(context_tokens=500)
    long = Request((Message("user", "word " * 3000),), "test.v1", 100, SCHEMA)
    for _ in range(2):
        good, bad = ask(llm_settings, [*make_requests(1), long])
        assert good.failure is None
        assert bad.failure
        assert bad.failure.kind == "rejected"
        assert "longer than the model's context length (500 tokens)" in bad.failure.message
    assert server.stats()["requests"] == 2


def test_a_cut_answer_is_asked_for_once_more_with_twice_the_budget(server, llm_settings) -> None:
    requests = [
        Request((Message("user", str(budget)),), "test.v1", budget, SCHEMA, seed=budget) for budget in (100, 6, 3)
    ]
    whole, second, cut = ask(llm_settings, requests)
    assert (whole.failure, whole.attempts) == (None, 1)
    assert (second.failure, second.attempts) == (None, 2)
    assert second.usage.prompt_tokens > whole.usage.prompt_tokens
    assert cut.failure
    assert (cut.failure.kind, cut.attempts) == ("length", 2)
    assert server.stats()["requests"] == 5
    again = ask(llm_settings, requests)
    assert [reply.attempts for reply in again] == [1, 2, 2]
    assert server.stats()["requests"] == 5


def test_a_budget_that_does_not_fit_when_doubled_leaves_the_answer_cut(server, llm_settings) -> None:
    server.configure(context_tokens=5)
    (reply,) = ask(llm_settings, [Request((Message("user", "a"),), "test.v1", 3, SCHEMA)])
    assert reply.failure
    assert reply.failure.kind == "length"
    assert "too large" in reply.failure.message


def test_text_that_is_no_json_is_a_failure_with_its_text_kept(server, llm_settings) -> None:
    server.configure(faults={"truncated_json": 0.3})
    replies = ask(llm_settings, make_requests(40))
    failed = [reply for reply in replies if reply.failure]
    assert {reply.failure.kind for reply in failed if reply.failure} == {"bad_json"}
    assert 0 < len(failed) < 40
    assert all(reply.text.startswith("{") for reply in failed)
    assert server.stats()["requests"] == 40


def test_a_run_with_a_fifth_of_mixed_faults_ends_with_an_end_for_every_row(server, llm_settings) -> None:
    faults = {"refuse": 0.03, "abort": 0.03, "hang": 0.02, "disconnect": 0.02, "cut_body": 0.02, "server_error": 0.02}
    server.configure(
        faults={**faults, "truncated_json": 0.03, "wrong_values": 0.03}, max_queued=40, refuse_every=150, refuse_for=10
    )
    # Long enough that only the hanging requests are given up, on a busy machine too: none is answered twice.
    settings = with_(llm_settings, sglang_timeout_s=10.0, sglang_window_min=16)
    with Client(settings) as client:
        replies = list(client.complete(make_requests(250)))
        totals = client.totals
    assert len(replies) == 250
    assert {reply.failure.kind for reply in replies if reply.failure} == {"bad_json"}
    stats = server.stats()
    assert (stats["answered"], stats["answered_twice"]) == (250, 0)
    assert totals.requests == 250
    assert totals.failed == stats["ends"]["truncated_json"]
    assert totals.attempts == stats["requests"]


@pytest.mark.parametrize(
    ("changes", "setting"),
    [
        ({"sglang_api_key": "wrong"}, "TRACEPILE_SGLANG_API_KEY"),
        ({"sglang_model": "other"}, "TRACEPILE_SGLANG_MODEL"),
        ({"sglang_model": ""}, "TRACEPILE_SGLANG_MODEL"),
        ({"sglang_url": ""}, "TRACEPILE_SGLANG_URL"),
        ({"sglang_url": "localhost:30000"}, "TRACEPILE_SGLANG_URL"),
        ({"sglang_url": "http://host:port"}, "TRACEPILE_SGLANG_URL"),
        ({"sglang_url": "http://host:99999"}, "TRACEPILE_SGLANG_URL"),
        ({"path": "/wrong"}, "TRACEPILE_SGLANG_URL"),
    ],
)
def test_a_wrong_deployment_fails_at_once_and_names_the_setting(server, llm_settings, changes, setting: str) -> None:
    from pydantic import SecretStr

    server.configure(api_key="right")
    settings = with_(llm_settings, sglang_api_key=SecretStr("right"))
    if "path" in changes:
        changes = {"sglang_url": server.url + changes["path"]}
    if "sglang_api_key" in changes:
        changes = {"sglang_api_key": SecretStr(changes["sglang_api_key"])}
    with pytest.raises(DeploymentError, match=setting) as caught:
        ask(with_(settings, **changes), make_requests(1))
    assert "right" not in str(caught.value)
    assert server.stats()["requests"] == 0


def test_a_key_that_is_withdrawn_ends_the_task(server, llm_settings) -> None:
    with Client(llm_settings) as client:
        assert len(list(client.complete(make_requests(2)))) == 2
        server.configure(api_key="new")
        with pytest.raises(DeploymentError, match="TRACEPILE_SGLANG_API_KEY"):
            list(client.complete(make_requests(50, first=10)))


def test_a_server_that_is_not_there_or_warming_up_is_not_ready(server, llm_settings) -> None:
    server.configure(warm_up_s=1e9)
    with pytest.raises(ServerNotReadyError):
        ask(llm_settings, make_requests(1))
    with pytest.raises(ServerNotReadyError):
        ask(with_(llm_settings, sglang_url="http://127.0.0.1:9"), make_requests(1))


def test_a_server_that_dies_ends_the_task_and_the_next_one_asks_only_for_the_rest(llm_settings) -> None:
    settings = with_(llm_settings, sglang_max_attempts=2, sglang_window_min=8, sglang_window_max=8)
    with start_server(dies_after=40) as mortal, pytest.raises(ServerNotReadyError):
        ask(with_(settings, sglang_url=mortal.url), make_requests(100))
    with start_server() as server:
        replies = ask(with_(settings, sglang_url=server.url), make_requests(100))
        assert [reply.failure for reply in replies] == [None] * 100
        # the answer to which it died may have been lost on the way
        assert server.stats()["requests"] in (60, 61)


def test_the_window_follows_the_servers_load_and_its_refusals(server, llm_settings) -> None:
    server.configure(slots=12, service_s=0.1)
    replies = ask(with_(llm_settings, sglang_window_min=4, sglang_window_max=64), make_requests(250))
    assert all(reply.failure is None for reply in replies)
    stats = server.stats()
    assert stats["peak_running"] == 12
    assert 0 < stats["peak_waiting"] < 40
    server.reset()
    server.configure(slots=4, service_s=0.01, max_queued=8)
    replies = ask(llm_settings, make_requests(150, first=5000))
    assert all(reply.failure is None for reply in replies)
    stats = server.stats()
    assert stats["ends"]["refused"] == stats["requests"] - 150 > 0


def test_a_server_without_loads_is_served_too(server, llm_settings) -> None:
    server.configure(has_loads=False)
    replies = ask(llm_settings, make_requests(100))
    assert [reply.failure for reply in replies] == [None] * 100
    assert replies[0].server_version == "None"


def test_giving_up_half_way_stops_the_server_and_keeps_the_client_usable(server, llm_settings) -> None:
    server.configure(slots=2, service_s=0.05)
    with Client(llm_settings) as client:
        replies = client.complete(make_requests(200))
        next(replies)
        replies.close()
        assert [reply.failure for reply in client.complete(make_requests(3, first=900))] == [None] * 3
    stats = server.stats()
    assert stats["answered"] < 150
    assert stats["running"] == stats["waiting"] == 0


def test_requests_that_share_a_beginning_are_served_from_the_prefix_cache(server, llm_settings) -> None:
    replies = ask(llm_settings, make_requests(20))
    total = sum(reply.usage.prompt_tokens for reply in replies[1:])
    assert sum(reply.usage.cached_tokens for reply in replies[1:]) > 0.9 * total


def test_costs_are_those_of_the_rows_whoever_paid_them(server, llm_settings) -> None:
    settings = with_(llm_settings, sglang_price_prompt=2.0, sglang_price_cached=0.5, sglang_price_completion=8.0)
    counts = []
    for _ in range(2):
        with Client(settings) as client:
            replies = list(client.complete(make_requests(20)))
            counts.append(client.totals.counts())
    assert counts[0] == counts[1]
    assert counts[0]["llm_requests"] == 20
    usage = [reply.usage for reply in replies]
    fresh = sum(each.prompt_tokens - each.cached_tokens for each in usage)
    cost = 2.0 * fresh + 0.5 * sum(each.cached_tokens for each in usage) + 8.0 * sum(e.completion_tokens for e in usage)
    assert counts[0]["llm_cost_micros"] == pytest.approx(cost, abs=1)
    assert replies[0].accounting().keys() == {
        "prompt_tokens",
        "cached_tokens",
        "completion_tokens",
        "latency_s",
        "attempts",
        "model",
        "server_version",
    }


def test_two_tasks_may_write_the_cache_at_once(server, llm_settings) -> None:
    results: dict[int, list[Reply]] = {}

    def work(number: int) -> None:
        results[number] = ask(llm_settings, make_requests(100, first=50 * number))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [len(results[number]) for number in range(3)] == [100] * 3
    cache = RequestCache(llm_settings.request_cache_dir)
    assert cache.count() == 200
    cache.close()


def test_a_cache_that_cannot_be_written_names_its_setting(server: TestServer, llm_settings, tmp_path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DeploymentError, match="TRACEPILE_REQUEST_CACHE"):
        ask(with_(llm_settings, request_cache=tmp_path / "file"), make_requests(1))


def test_no_requests_no_replies(server, llm_settings) -> None:
    assert ask(llm_settings, []) == []


def test_the_key_is_in_no_log(server, llm_settings, caplog: pytest.LogCaptureFixture) -> None:
    from pydantic import SecretStr

    server.configure(api_key="very-secret", faults={"refuse": 0.2, "abort": 0.2})
    settings = with_(llm_settings, sglang_api_key=SecretStr("very-secret"))
    with caplog.at_level("DEBUG"):
        replies = ask(settings, make_requests(10))
    assert [reply.failure for reply in replies] == [None] * 10
    assert caplog.text
    assert "very-secret" not in caplog.text + repr(settings) + repr(replies)
