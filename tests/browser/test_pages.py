"""What a data engineer does from the UI alone: look at a run, compare releases, roll back, approve."""

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import expect

from tests.browse.runs import commit_run
from tests.browser.pages import Ui, find_chromium, open_ui
from tests.publish.factory import fill_store, make_samples, pass_judgement, publish
from tracepile.execution.model import Case
from tracepile.execution.recording import record_in_process
from tracepile.publish import read_pointer
from tracepile.publish.releases import list_versions
from tracepile.settings import Settings
from tracepile.store import open_store
from tracepile_airflow.local.chain import CHAIN
from tracepile_airflow.local.run import wait_for_dags
from tracepile_airflow.local.supervisor import Platform

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(900),
    pytest.mark.skipif(find_chromium() is None, reason="needs Chromium (Debian: apt install chromium)"),
]

expect.set_options(timeout=60_000)

CODE = """\
def total(numbers):
    found = 0
    for number in numbers:
        found += number
        print("so far", found)
    return found
"""


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A store with two releases, and samples that are not released yet."""
    settings = Settings(home=tmp_path_factory.mktemp("pages") / "home")
    store = open_store(settings)
    publish(store, settings, make_samples(60))
    publish(store, settings, make_samples(75))
    return settings


@pytest.fixture(scope="module")
def ui(settings: Settings) -> Iterator[Ui]:
    """A browser in the UI of a platform over that store, all its DAGs known."""
    with Platform(settings, port=0) as platform:
        wait_for_dags(platform, {*CHAIN, "publish_release", "rollback_release"})
        with open_ui(platform) as opened:
            yield opened


def test_pages_stand_in_the_navigation_and_need_the_login(ui: Ui) -> None:
    ui.page.goto(ui.platform.url)
    ui.page.get_by_role("link", name="TracePile").click()
    frame = ui.page.frame_locator("iframe")
    expect(frame.get_by_role("heading", name="Releases", exact=True)).to_be_visible()
    frame.get_by_role("link", name="Funnel", exact=True).click()
    expect(frame.get_by_role("heading", name="Funnel", exact=True)).to_be_visible()
    assert httpx.get(f"{ui.platform.url}/tracepile/samples", trust_env=False).status_code == 401


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("releases", "Releases"),
        ("samples", "Samples"),
        ("rejects", "Rejects"),
        ("contamination", "Contamination"),
        ("quality", "Quality of the live samples"),
        ("tables", "Tables"),
    ],
)
def test_every_page_opens_inside_airflow(ui: Ui, name: str, heading: str) -> None:
    expect(ui.open_page(name).get_by_role("heading", name=heading, exact=True)).to_be_visible()


def test_a_run_is_stepped_through_with_the_keyboard(ui: Ui, settings: Settings) -> None:
    trace_id = commit_run(open_store(settings), CODE, record_in_process(Case(CODE, call="total([3, 4])")))
    errors: list[str] = []
    ui.page.on("pageerror", lambda error: errors.append(str(error)))
    ui.page.goto(f"{ui.platform.url}/tracepile/traces/{trace_id}")
    where = ui.page.locator("#where")
    expect(where).to_have_text(re.compile(r"^step 1 of \d+$"))
    for step in range(2, 5):
        ui.page.keyboard.press("ArrowRight")
        expect(where).to_have_text(re.compile(rf"^step {step} of"))
    ui.page.keyboard.press("ArrowLeft")
    expect(where).to_have_text(re.compile(r"^step 3 of"))
    ui.page.keyboard.press("End")
    expect(ui.page.locator("#printed")).to_contain_text("so far 3\nso far 7")
    expect(ui.page.locator(".rationale .now")).to_have_text("It adds.")
    ui.page.locator(".source li").nth(3).click()
    ui.page.keyboard.press("Home")
    ui.page.locator(".source li").nth(3).click()
    expect(ui.page.locator("#does")).to_contain_text("found → 3")
    expect(ui.page.locator(".source li.now")).to_contain_text("found += number")
    expect(ui.page.locator("#stack .frame.top")).to_contain_text("number")
    assert errors == []


def test_two_releases_are_compared(ui: Ui) -> None:
    frame = ui.open_page("releases")
    frame.get_by_label("from v0.1.0").check()
    frame.get_by_label("to v0.2.0").check()
    frame.get_by_role("button", name="Compare").click()
    expect(frame.get_by_role("heading", name="From v0.1.0 to v0.2.0")).to_be_visible()
    expect(frame.locator("#changes")).to_contain_text("60 → 75")


def test_an_earlier_release_becomes_the_latest_again(ui: Ui, settings: Settings) -> None:
    frame = ui.open_page("releases")
    frame.get_by_role("link", name="v0.1.0").click()
    frame.get_by_text("Roll back to v0.1.0").first.click()
    frame.get_by_role("button", name="Roll back to v0.1.0").click()
    ui.page.wait_for_url(re.compile("/dags/rollback_release/runs/"))
    wait_for_state(ui, "rollback_release", newest_run(ui, "rollback_release"))
    pointer = read_pointer(open_store(settings).objects, settings.release_name)
    assert pointer is not None
    assert pointer["version"] == "v0.1.0"
    row = ui.open_page("releases").get_by_role("row").filter(has_text="v0.1.0")
    expect(row).to_contain_text("latest")


def test_a_release_waits_until_a_person_approves_it(ui: Ui, settings: Settings) -> None:
    store = open_store(settings)
    publish_more(settings)
    run = ui.platform.client.trigger("publish_release", {"is_approval_required": True})["dag_run_id"]
    wait_for_task(ui, "publish_release", run, "approve", "awaiting_input")
    assert versions(settings) == ["v0.1.0", "v0.2.0"]
    ui.page.goto(f"{ui.platform.url}/dags/publish_release/runs/{run}/tasks/approve/required_actions")
    expect(ui.page.get_by_role("paragraph").filter(has_text="Publish tracepile v0.3.0?")).to_be_visible()
    ui.page.get_by_role("button", name="Approve").click()
    wait_for_state(ui, "publish_release", run)
    assert versions(settings) == ["v0.1.0", "v0.2.0", "v0.3.0"]
    assert (read_pointer(store.objects, settings.release_name) or {})["version"] == "v0.3.0"


def test_a_release_that_a_person_rejects_is_not_made(ui: Ui, settings: Settings) -> None:
    before = versions(settings)
    publish_more(settings, 105)
    run = ui.platform.client.trigger("publish_release", {"is_approval_required": True})["dag_run_id"]
    wait_for_task(ui, "publish_release", run, "approve", "awaiting_input")
    ui.page.goto(f"{ui.platform.url}/dags/publish_release/runs/{run}/tasks/approve/required_actions")
    ui.page.get_by_role("button", name="Reject").click()
    wait_for_state(ui, "publish_release", run)
    assert versions(settings) == before
    states = {task["task_id"]: task["state"] for task in ui.platform.client.list_tasks("publish_release", run)}
    assert (states["run"], states["commit"]) == ("skipped", "skipped")


def test_a_task_links_to_what_it_made(ui: Ui) -> None:
    query = {"order_by": "run_after", "limit": 1}
    run = ui.platform.client.call("GET", "/dags/publish_release/dagRuns", params=query)["dag_runs"][0]["dag_run_id"]
    links = ui.platform.client.call("GET", f"/dags/publish_release/dagRuns/{run}/taskInstances/commit/links")
    assert links["extra_links"]["What it made"] == "/tracepile/releases/v0.3.0"


def publish_more(settings: Settings, count: int = 90) -> None:
    """Commit more samples with a good verdict, unreleased."""
    store = open_store(settings)
    fill_store(store, make_samples(count))
    pass_judgement(store)


def versions(settings: Settings) -> list[str]:
    return [str(version) for version in list_versions(open_store(settings).objects, settings.release_name)]


def newest_run(ui: Ui, dag_id: str) -> str:
    query = {"order_by": "-run_after", "limit": 1}
    return str(ui.platform.client.call("GET", f"/dags/{dag_id}/dagRuns", params=query)["dag_runs"][0]["dag_run_id"])


def wait_for_state(ui: Ui, dag_id: str, run_id: str, wanted: str = "success") -> None:
    for _ in range(240):
        state = ui.platform.client.read_run(dag_id, run_id)["state"]
        if state in ("success", "failed"):
            break
        ui.page.wait_for_timeout(500)
    assert state == wanted


def wait_for_task(ui: Ui, dag_id: str, run_id: str, task_id: str, wanted: str) -> None:
    for _ in range(240):
        states = {task["task_id"]: task["state"] for task in ui.platform.client.list_tasks(dag_id, run_id)}
        if states.get(task_id) == wanted:
            return
        ui.page.wait_for_timeout(500)
    raise AssertionError(states)
