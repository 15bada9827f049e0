"""Where a benchmark ran, and its section of a document."""

import os
import platform
import statistics
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path


def describe_machine() -> str:
    """Return processor, number of cores, system, Python and today's date."""
    cpu = Path("/proc/cpuinfo")
    lines = cpu.read_text().splitlines() if cpu.exists() else []
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    return (
        f"{model or platform.machine()}, {os.cpu_count()} cores, Linux {platform.release().partition('-')[0]}, "
        f"Python {platform.python_version()}, {datetime.now(UTC):%Y-%m-%d}"
    )


def describe_load() -> str:
    """Return how busy the machine is with other work, as its mean number of running processes."""
    return f"load average {os.getloadavg()[0]:.1f} at the end"


def write_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown: the first column to the left, numbers to the right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def write_section(path: Path, name: str, text: str) -> None:
    """Put a section between its two marks in a document; append it where there is none yet."""
    begin, end = f"<!-- begin: {name} -->", f"<!-- end: {name} -->"
    document = (
        path.read_text() if path.exists() else "# Benchmarks\n\nEach section is written by the command it names.\n"
    )
    section = f"{begin}\n{text.strip()}\n{end}"
    if begin in document:
        before, _, rest = document.partition(begin)
        document = before + section + rest.partition(end)[2]
    else:
        document = f"{document.rstrip()}\n\n{section}\n"
    path.write_text(document)


def geometric_mean(values: Iterable[float]) -> float:
    """Return the geometric mean of positive numbers."""
    return statistics.geometric_mean(values)


def short(number: float) -> str:
    """Write a number with three digits that matter: 1.23M, 45.6k, 789, 1.5."""
    for limit, unit in ((1e6, "M"), (1e3, "k")):
        if number >= limit:
            return f"{number / limit:.3g}{unit}"
    return f"{number:.3g}"
