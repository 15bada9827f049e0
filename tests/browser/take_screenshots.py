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
    IMAGES.mkdir(parents=True, exist_ok=True)
    with Platform(load_settings(), port=0) as platform:
        wait_for_dags(platform, set(CHAIN))
        with open_ui(platform) as ui:
            ui.open_dags()
            ui.page.screenshot(path=IMAGES / "dag-list.png")
            ui.open_run("trace_programs")
            ui.page.screenshot(path=IMAGES / "run.png")
            ui.open_trigger_form("ingest_sources")
            ui.page.screenshot(path=IMAGES / "trigger-form.png")
            for name in PAGES:
                ui.open_page(name)
                ui.page.wait_for_timeout(1000)  # fonts and icons
                ui.page.screenshot(path=IMAGES / f"page-{name}.png")
            ui.open_trace("zeckendorf", steps=14)
            ui.page.screenshot(path=IMAGES / "page-trace.png")
        with open_ui(platform, width=1280, height=1400) as ui:
            ui.open_asset_graph("runs")
            ui.page.screenshot(path=IMAGES / "asset-graph.png")
    print(f"The pictures are in {IMAGES}.")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except PlatformError as error:
        sys.exit(str(error))
