"""The report of the distributed tests: each fault, what was seen, and the hash of the release after it."""

import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True)
class Line:
    """One fault (or none), the walk it was part of, what was seen, and the release's hash after the walk."""

    fault: str
    walk: str
    seen: str
    data_sha256: str
    wanted_sha256: str
    wall_s: float


@dataclass
class Report:
    """Collects lines and writes them as `report.md` and `report.json`; lines of earlier runs stay until replaced."""

    directory: Path
    lines: list[Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, line: Line) -> None:
        """Add a line and write the report, so that a broken-off run leaves what it found."""
        self.lines.append(line)
        self.write()

    def note(self, text: str) -> None:
        """Add a remark."""
        self.notes.append(text)

    def write(self) -> None:
        """Write both files."""
        self.directory.mkdir(parents=True, exist_ok=True)
        path = self.directory / "report.json"
        earlier = json.loads(path.read_text()) if path.exists() else []
        lines = {entry["fault"]: entry for entry in earlier} | {line.fault: asdict(line) for line in self.lines}
        path.write_text(json.dumps(list(lines.values()), indent=2))
        (self.directory / "report.md").write_text(self._render(list(lines.values())))

    def _render(self, lines: list[dict[str, object]]) -> str:
        same = sum(line["data_sha256"] == line["wanted_sha256"] for line in lines)
        text = f"# Faults ({datetime.now(UTC):%d %B %Y}, `make test-distributed`)\n\n"
        text += f"{same} of {len(lines)} ended with the wanted `data_sha256`. " + " ".join(self.notes) + "\n\n"
        text += "| fault | in walk | seen | data_sha256 after it | as wanted | walk, s |\n|---|---|---|---|---|---|\n"
        for line in lines:
            is_same = "yes" if line["data_sha256"] == line["wanted_sha256"] else "**no**"
            text += f"| {line['fault']} | {line['walk']} | {line['seen']} | `{str(line['data_sha256'])[:16]}` "
            text += f"| {is_same} | {line['wall_s']:.0f} |\n"
        return text
