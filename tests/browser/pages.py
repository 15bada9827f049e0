"""The pages of the UI that people look at first, opened in a real browser with explicit waits."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import FrameLocator, Page, sync_playwright

from tracepile_airflow.local.environment import USER
from tracepile_airflow.local.supervisor import Platform

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = (
    "--no-sandbox",  # Chromium's own sandbox refuses to run as root, as in a container
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find_chromium() -> str | None:
    """Return the path of a Chromium on this machine, None if there is none."""
    return next((path for path in map(shutil.which, CHROMIUM_NAMES) if path), None)


@dataclass
class Ui:
    """A browser in the UI of a platform, logged in."""

    page: Page
    platform: Platform

    def open_dags(self) -> None:
        """Show the list of DAGs, as a table."""
        self.page.goto(f"{self.platform.url}/dags")
        self.page.get_by_role("button", name="Show table view").click()
        self.page.get_by_role("link", name="validate_samples").first.wait_for()
        self._settle()

    def open_asset_graph(self, asset: str) -> None:
        """Show an asset with the whole chain of DAGs and assets around it, from top to bottom."""
        assets = self.platform.client.call("GET", "/assets", params={"limit": 50})["assets"]
        number = next(found["id"] for found in assets if found["name"] == asset)
        self.page.goto(f"{self.platform.url}/assets/{number}")
        self.page.locator(".react-flow__node").first.wait_for()
        self._settle()
        self.page.get_by_role("button", name="panel.buttons.options").click()
        self.page.get_by_role("combobox").filter(has_text="Left to Right").click()
        self.page.get_by_role("option", name="Top to Bottom").click()
        self.page.keyboard.press("Escape")
        self._settle()
        self.page.get_by_role("button", name="Fit View").click()
        self._settle()

    def open_run(self, dag_id: str) -> None:
        """Show the newest finished run of a DAG: its grid, and its tasks with their names."""
        query = {"order_by": "-start_date", "state": "success", "limit": 25}
        runs = self.platform.client.call("GET", f"/dags/{dag_id}/dagRuns", params=query)["dag_runs"]
        # a run with something to do, if there is one
        counted = [(len(self.platform.client.list_tasks(dag_id, run["dag_run_id"])), run) for run in runs]
        _, run = max(counted, key=lambda pair: (pair[0], pair[1]["start_date"]))
        self.page.goto(f"{self.platform.url}/dags/{dag_id}/runs/{run['dag_run_id']}")
        self.page.get_by_text("Task Instances").first.wait_for()
        self.page.get_by_role("link", name="commit").first.wait_for()
        self._settle()

    def open_trigger_form(self, dag_id: str) -> None:
        """Show the form that starts a DAG."""
        self.page.goto(f"{self.platform.url}/dags/{dag_id}")
        self.page.get_by_role("button", name="Trigger").first.click()
        self.page.get_by_text("Run Parameters").wait_for()
        self._settle()

    def open_page(self, name: str) -> FrameLocator:
        """Show one of our pages inside Airflow's; return the frame it is in."""
        self.page.goto(f"{self.platform.url}/plugin/tracepile-{name}")
        frame = self.page.frame_locator("iframe")
        frame.locator("h1").wait_for(timeout=60_000)
        return frame

    def open_trace(self, search: str, steps: int) -> None:
        """Show the run of the first sample that a search finds, so many steps after its start."""
        frame = self.open_page("samples")
        frame.get_by_label("Search").fill(search)
        frame.get_by_role("button", name="Show").click()
        frame.locator(f'input[name=search][value="{search}"]').wait_for()
        frame.get_by_role("link", name="trace", exact=True).first.click()
        frame.locator("#where", has_text="step 1 of").wait_for()
        for step in range(steps):
            frame.locator("#viewer").press("ArrowRight")
            frame.locator("#where", has_text=f"step {step + 2} of").wait_for()

    def _settle(self) -> None:
        self.page.wait_for_load_state("networkidle")
        self.page.wait_for_timeout(1000)  # animations


@contextmanager
def open_ui(platform: Platform, width: int = 1280, height: int = 800) -> Iterator[Ui]:
    """Log in with a fresh browser; it is gone with the context."""
    chromium = find_chromium()
    assert chromium is not None, "install Chromium (Debian: apt install chromium)"
    with tempfile.TemporaryDirectory(prefix="tracepile-browser-") as profile, sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=chromium, args=list(_FLAGS), viewport={"width": width, "height": height}
        )
        context.set_default_timeout(120_000)  # a busy machine takes its time
        try:
            page = context.pages[0]
            page.goto(platform.url)
            page.fill("input[name=username]", USER)
            page.fill("input[name=password]", platform.password)
            page.get_by_role("button", name="Sign in").click()
            page.get_by_text("Active Dags").wait_for()
            yield Ui(page, platform)
        finally:
            context.close()
