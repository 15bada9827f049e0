"""`make screenshots`: photograph the UI over the runs of `make run`, into docs/images."""

import sys
from pathlib import Path

from tests.browser.pages import open_ui
from tracepile.settings import load_settings
from tracepile_airflow.local.chain import CHAIN
from tracepile_airflow.local.run import wait_for_dags
from tracepile_airflow.local.supervisor import Platform, PlatformError

PAGES = ("releases", "funnel", "samples", "rejects", "contamination")
IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"


def main() -> int:
    """Take all pictures; return the exit code."""
    with Platform(load_settings(), port=0) as platform:
        wait_for_dags(platform, set(CHAIN))
        photograph(platform, IMAGES)
    print(f"The pictures are in {IMAGES}.")
    return 0


def photograph(platform: Platform, folder: Path) -> None:
    """Take all pictures of a running platform."""
    folder.mkdir(parents=True, exist_ok=True)
    with open_ui(platform) as ui:
        ui.open_dags()
        ui.page.screenshot(path=folder / "dag-list.png")
        ui.open_run("trace_programs")
        ui.page.screenshot(path=folder / "run.png")
        ui.open_trigger_form("ingest_sources")
        ui.page.screenshot(path=folder / "trigger-form.png")
        for name in PAGES:
            frame = ui.open_page(name)
            if name == "releases" and frame.get_by_role("button", name="Compare").count():
                frame.get_by_role("button", name="Compare").click()
                frame.locator("#changes").wait_for()
            ui.page.wait_for_timeout(1000)  # fonts and icons
            ui.page.screenshot(path=folder / f"page-{name}.png")
        ui.open_trace("bubble_sort", steps=14)
        ui.page.screenshot(path=folder / "page-trace.png")
    with open_ui(platform, width=1280, height=1400) as ui:
        ui.open_asset_graph("runs")
        ui.page.screenshot(path=folder / "asset-graph.png")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except PlatformError as error:
        sys.exit(str(error))
