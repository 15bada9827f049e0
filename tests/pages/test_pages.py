"""The pages, served without Airflow: what they show, who may see them, and that hostile texts and parameters are inert."""

import json
import re
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fastapi import HTTPException
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from tests.browse.runs import commit_run
from tests.publish.factory import fill_store, make_sample, make_samples, pass_judgement, publish
from tracepile.execution.model import Case
from tracepile.execution.recording import record_in_process
from tracepile.schema import content_id
from tracepile.settings import Settings
from tracepile.store import Store, open_store
from tracepile_airflow.pages.app import build_app

PROBE = "<script>alert('x')</script><img src=x onerror=alert(1)>"
CODE = f'''\
def show(text):
    """{PROBE}"""
    print("{PROBE}")
    return text
'''
BASE = "/airflow/tracepile"


def serve(settings: Settings, authenticate: object = lambda: None) -> TestClient:
    app = build_app(settings, authenticate)  # type: ignore[arg-type]
    return TestClient(Starlette(routes=[Mount(BASE, app)]), base_url=f"http://testserver{BASE}/")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with two releases, rejects, and one real run whose program holds a probe."""
    home = tmp_path_factory.mktemp("home")
    settings = Settings(home=home)
    store = open_store(settings)
    publish(store, settings, make_samples(60))
    hostile = make_sample(
        61, code=CODE, question=PROBE, prompt=PROBE, completion=PROBE, source_ref=PROBE, entry_point=PROBE
    )
    publish(store, settings, [*make_samples(60), hostile])
    return home


@pytest.fixture(scope="module")
def trace_id(home: Path) -> str:
    store = open_store(Settings(home=home))
    return commit_run(store, CODE, record_in_process(Case(CODE, call=f"show({PROBE!r})")), prose=f"`{PROBE}` {PROBE}")


@pytest.fixture(scope="module")
def client(home: Path, trace_id: str) -> Iterator[TestClient]:
    with serve(Settings(home=home)) as client:
        yield client


class Reader(HTMLParser):
    """Finds what a page points at, and styles and scripts that stand in the page itself."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.inline: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        for name, value in attributes:
            if name in ("href", "src", "action", "data-steps", "data-trigger"):
                self.addresses.append(value or "")
            if name == "style" or name.startswith("on"):
                self.inline.append(f"{tag} {name}")
        if tag == "style" or (tag == "script" and "src" not in dict(attributes)):
            self.inline.append(tag)


def every_page(trace_id: str) -> list[str]:
    sample, copy = make_sample(61)["sample_id"], content_id("copy", 2)
    return [
        "",
        "releases",
        "releases?old=v0.1.0&new=v0.2.0",
        "releases/next",
        "releases/v0.2.0",
        "funnel",
        "funnel?version=v0.1.0",
        "samples",
        "samples?page=2&config=coe_output&search=add",
        f"samples/{sample}",
        f"traces/{trace_id}",
        "rejects",
        "rejects?stage=curate&reason=duplicate",
        "contamination",
        "contamination?benchmark=humaneval&rule=ngram",
        f"rows?id={sample}",
        f"rows?id={copy}",
        "quality",
        "tables",
        "tables/samples",
        "tables/samples?kind=rejects",
        "tables/runs?shard=seed_corpus/0001",
    ]


def test_every_page_is_shown_under_a_strict_policy_and_stays_on_its_host(client: TestClient, trace_id: str) -> None:
    for page in every_page(trace_id):
        answer = client.get(page)
        assert answer.status_code == 200, (page, answer.text)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        reader = Reader()
        reader.feed(answer.text)
        for address in reader.addresses:
            assert address.startswith(("/airflow/", "#")), (page, address)
        assert not reader.inline, page


def test_texts_of_a_program_are_shown_as_text_everywhere(client: TestClient, trace_id: str) -> None:
    for page in every_page(trace_id):
        text = client.get(page).text
        assert "<script>alert" not in text, page
        assert "<img" not in text, page
    shown = client.get(f"samples/{make_sample(61)['sample_id']}").text
    assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;" in shown
    assert client.get("samples", params={"search": PROBE}).text.count("<script>alert") == 0


def test_steps_come_as_json_and_the_probe_in_them_as_data(client: TestClient, trace_id: str) -> None:
    answer = client.get(f"traces/{trace_id}/steps", params={"first": 0, "count": 100})
    assert answer.headers["content-type"] == "application/json"
    steps = answer.json()["steps"]
    assert {variable["value"] for step in steps for variable in step["stack"][0]["variables"]} == {repr(PROBE)}
    assert json.loads(answer.text)["n_steps"] == len(steps)
    assert client.get(f"traces/{trace_id}/steps", params={"first": 10**6}).json()["steps"] == []


def test_nobody_without_a_login_sees_anything(home: Path) -> None:
    def refuse() -> None:
        raise HTTPException(401, "Not authenticated")

    with serve(Settings(home=home), refuse) as client:
        for page in (
            *every_page(content_id("x")),
            f"traces/{content_id('x')}/steps",
            "releases/v0.1.0/files/README.md",
        ):
            answer = client.get(page, follow_redirects=False)
            assert answer.status_code == 401, page
            assert "Not authenticated" in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "samples/../../etc/passwd",
        "samples/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        f"samples/{'0' * 63}'",
        f"samples/{content_id('nothing')}",
        f"traces/{content_id('nothing')}",
        "traces/1%20OR%201=1",
        f"traces/{content_id('nothing')}/steps?first=-1",
        f"traces/{content_id('nothing')}/steps?count=100000",
        "samples?page=0",
        "samples?page=1;DROP TABLE samples",
        f"samples?search={'x' * 201}",
        "tables/secrets",
        "tables/..%2f..%2freleases",
        "tables/samples?kind=parquet",
        "releases/v9.9.9",
        "releases/..%2f..%2ftables",
        "releases?old=../x&new=v0.1.0",
        "releases/v0.1.0/files/../../latest.json",
        "releases/v0.1.0/files/..%2f..%2flatest.json",
        "releases/v0.1.0/files/claim.json",
        "releases/v0.1.0/files/data/coe_output/train-00000-of-00001.parquet",
        "releases/v0.1.0/files//etc/passwd",
        "static/../app.py",
        "static/..%2fapp.py",
        "rows?id=abc",
        "rows?id=no-such-row",
    ],
)
def test_what_is_not_there_is_refused_in_words(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in (400, 404), answer.status_code
    assert "root:" not in answer.text
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("text", ["' OR '1'='1", '"; DROP TABLE sample_index; --', "$config", "%", "\x00", "🜁", "\\"])
def test_a_filter_is_a_value_and_never_a_part_of_a_statement(client: TestClient, text: str) -> None:
    names = ("config", "split", "domain", "source", "question_kind", "level", "search")
    for name in names:
        answer = client.get("samples", params={name: text})
        assert answer.status_code == 200
        assert "No sample fits" in answer.text or name == "search"
    assert client.get("rejects", params={"search": text, "stage": text}).status_code == 200
    assert client.get("contamination", params={"benchmark": text, "rule": text}).status_code == 200
    assert "61 samples" in client.get("samples").text


def test_releases_name_the_latest_and_what_changed_between_two(client: TestClient) -> None:
    text = client.get("releases?old=v0.1.0&new=v0.2.0").text
    assert re.search(r"<strong>v0\.2\.0</strong></a> <span class=\"badge\">latest", text)
    assert "From v0.1.0 to v0.2.0" in text
    assert ">+1<" in text
    one = client.get("releases/v0.1.0").text
    assert "load_dataset(" in one
    assert "tracepile releases verify v0.1.0" in one
    assert 'data-trigger="/airflow/api/v2/dags/rollback_release/dagRuns"' in one
    assert "data-trigger" not in client.get("releases/v0.2.0").text
    drift = re.sub(r"\s+", " ", client.get("releases/v0.2.0").text)
    assert "Drift against v0.1.0" in drift
    assert "within all 12 limits" in drift


def test_documents_of_a_release_are_text_and_its_report_is_locked_in(client: TestClient) -> None:
    card = client.get("releases/v0.1.0/files/README.md")
    assert card.headers["content-type"].startswith("text/plain")
    assert card.text.startswith("---")
    report = client.get("releases/v0.1.0/files/quality/report.html")
    assert report.headers["content-type"].startswith("text/html")
    assert "sandbox" in report.headers["content-security-policy"]
    assert "script-src" not in report.headers["content-security-policy"]


def test_an_empty_store_has_all_pages(settings: Settings) -> None:
    with serve(settings) as client:
        for page in (
            "releases",
            "funnel",
            "samples",
            "rejects",
            "contamination",
            "quality",
            "tables",
            "tables/samples",
        ):
            assert client.get(page).status_code == 200, page


def test_a_page_shows_what_was_committed_after_it_was_first_opened(store: Store, settings: Settings) -> None:
    app = build_app(settings, lambda: None)
    app.state.desk._look_every_s = 0
    with TestClient(app) as client:
        assert "0 samples" in client.get("/samples").text
        fill_store(store, make_samples(50))
        pass_judgement(store)
        deadline = time.monotonic() + 60
        while "50 samples" not in client.get("/samples").text:
            assert time.monotonic() < deadline
        assert "would be v0.1.0" in client.get("/releases/next").text
        publish(store, settings)
        assert "Nothing is new since v0.1.0" in client.get("/releases/next").text


def test_a_damaged_store_is_explained(store: Store, settings: Settings) -> None:
    fill_store(store, make_samples(50))
    for path in (settings.home / "store" / "tables" / "samples").glob("*.parquet"):
        path.unlink()
    with serve(settings) as client:
        answer = client.get("samples")
        assert answer.status_code == 503
        assert "restore it" in answer.text
