"""When a test fails, a picture of what the browser showed is kept."""

from collections.abc import Generator
from pathlib import Path

import pytest

from tests.browser.pages import Ui

PICTURES = Path(__file__).resolve().parents[2] / "var" / "browser"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    ui = getattr(item, "funcargs", {}).get("ui")
    if report.when == "call" and report.failed and isinstance(ui, Ui):
        PICTURES.mkdir(parents=True, exist_ok=True)
        picture = PICTURES / f"{item.name.partition('[')[0]}.png"
        ui.page.screenshot(path=picture)
        report.sections.append(("browser", f"{ui.page.url}, photographed in {picture}"))
    return report
