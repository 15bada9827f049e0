"""How many wrong rationales the verifier refuses: mutants of real rationales of all modes, class by class.

The seed corpus is run in the sandbox. Each run is narrated by the template, and by the test server's model in the modes
in which a model writes. Every rationale is first verified as it is (any refusal of the template's is a false reject),
then with one stated value changed at a time. Prints a table, writes JSON (a release's quality report takes it from
there) and a section of a document.

    python -m bench.verifier [--mutants 10000] [--json PATH] [--write docs/benchmarks.md]
"""

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.mutants import KINDS, Mutant, mutants_of
from bench.report import describe_machine, write_section, write_table
from tests.sglang_server.process import start_server
from tracepile.execution.configured import open_executor
from tracepile.execution.model import Case, Recording
from tracepile.ingest.parsing import STDIN
from tracepile.ingest.seed_corpus import read
from tracepile.llm import Client
from tracepile.narrate.model import Rationale
from tracepile.narrate.narrator import NotNarratedError, answer_of, narrate_run
from tracepile.narrate.written import verify_written, write_recordings
from tracepile.schema import content_id
from tracepile.settings import load_settings

MODES = ("template", "slots", "anchored")
MIN_KILLED = 0.995
"""Least share of all mutants that must be refused."""
MIN_KILLED_OF_CLASS = 0.98
_MAX_EVENTS = 400
"""Mutants are made of rationales of runs with so many events or fewer."""
_PER_CLASS = 6
_ROOM = 1.1
"""How many more rationales a model writes than mutants of them may need."""


def record_seed_corpus(n_inputs: int) -> Iterator[tuple[str, Recording]]:
    """Yield the recordings of the seed corpus, each with its program's name."""
    settings = load_settings(profile="fast", inputs_per_program=n_inputs)
    cases: list[tuple[str, Case]] = []
    for candidate in read("", settings):
        for given in candidate.inputs:
            is_stdin = candidate.entry_point == STDIN
            call = None if is_stdin else f"{candidate.entry_point}({given.text})"
            case = Case(candidate.code, call=call, stdin=given.text if is_stdin else None)
            cases.append((candidate.source_ref, case))
    with open_executor(settings) as executor:
        recordings = executor.record(case for _, case in cases)
        yield from ((name, recording) for (name, _), recording in zip(cases, recordings, strict=True))


@dataclass
class Count:
    """What became of one mode's rationales and of their mutants, by class."""

    rationales: int = 0
    refused: list[str] = field(default_factory=list)
    made: Counter[str] = field(default_factory=Counter)
    killed: Counter[str] = field(default_factory=Counter)
    survivors: list[dict[str, str]] = field(default_factory=list)

    def add(self, name: str, mutant: Mutant, *, is_accepted: bool) -> None:
        """Count one mutant."""
        self.made[mutant.kind] += 1
        self.killed[mutant.kind] += not is_accepted
        if is_accepted:
            entry = {"program": name, "class": mutant.kind, "where": mutant.where}
            self.survivors.append({**entry, "before": mutant.before, "after": mutant.after})

    def to_dict(self) -> dict[str, Any]:
        """Return the counts as plain JSON values."""
        made, killed = self.made.total(), self.killed.total()
        return {
            "rationales": self.rationales,
            "refused": len(self.refused),
            "mutants": made,
            "killed": killed,
            "kill_rate": killed / max(1, made),
            "classes": {
                kind: {
                    "mutants": self.made[kind],
                    "killed": self.killed[kind],
                    "kill_rate": self.killed[kind] / max(1, self.made[kind]),
                }
                for kind in KINDS
            },
        }


def measure(n_wanted: int) -> dict[str, Any]:
    """Return the counts of all modes together and of each: rationales, refused, and by class mutants and killed."""
    recordings = list(record_seed_corpus(3))
    counts = {mode: Count() for mode in MODES}
    share = -(-n_wanted // len(MODES))
    order = list(range(len(recordings)))
    random.Random(0).shuffle(order)
    for number in order:
        name, recording = recordings[number]
        _try_template(counts["template"], name, recording, number, share)
    short = [recordings[number] for number in order if recordings[number][1].n_events <= _MAX_EVENTS]
    for mode, rationales in _write(short, int(share * _ROOM / 25)).items():
        for number, (name, recording, rationale) in enumerate(rationales):
            _try(counts[mode], mode, name, recording, rationale, number, share)
    return _join(counts)


def _try_template(count: Count, name: str, recording: Recording, number: int, share: int) -> None:
    """Narrate a run; verify the rationale, and its mutants while more are wanted."""
    key = content_id(recording.case.code, recording.case.call, recording.case.stdin)
    try:
        rationale = narrate_run(recording, seed=number, trace_id=key)
    except NotNarratedError:
        return
    _try(count, "template", name, recording, rationale, number, share)


def _try(
    count: Count, mode: str, name: str, recording: Recording, rationale: Rationale, number: int, share: int
) -> None:
    answer = answer_of(recording)
    count.rationales += 1
    verdict = verify_written(recording, [(rationale, answer)], mode=mode)[0]
    if not verdict.is_accepted:
        count.refused.append(f"{name}: {verdict.failures[0].to_dict()}")
        return
    if count.made.total() >= share or recording.n_events > _MAX_EVENTS:
        return
    mutants = list(mutants_of(rationale, recording, seed=number, per_class=_PER_CLASS))
    verdicts = verify_written(recording, [(mutant.rationale, answer) for mutant in mutants], mode=mode)
    for mutant, verdict in zip(mutants, verdicts, strict=True):
        count.add(name, mutant, is_accepted=verdict.is_accepted)


def _write(
    recordings: Sequence[tuple[str, Recording]], n_wanted: int
) -> dict[str, list[tuple[str, Recording, Rationale]]]:
    """Let the test server's model explain runs in both modes; return its own rationales, accepted or refused."""
    told: dict[str, list[tuple[str, Recording, Rationale]]] = {}
    chosen = recordings[:n_wanted]
    with tempfile.TemporaryDirectory() as folder, start_server(slots=32, service_s=0.0) as server:
        settings = load_settings(
            profile="fast", sglang_url=server.url, sglang_model=server.model, request_cache=Path(folder)
        )
        with Client(settings) as client:
            for mode in MODES[1:]:
                written = write_recordings([recording for _, recording in chosen], client, settings, mode=mode)
                told[mode] = [
                    (name, recording, result.ending.rationale)
                    for (name, recording), result in zip(chosen, written, strict=True)
                    if result.ending is not None and result.ending.rationale is not None
                ]
    return told


def _join(counts: dict[str, Count]) -> dict[str, Any]:
    """Return the counts of all modes together, with those of each mode under `modes`."""
    whole = Count()
    for count in counts.values():
        whole.rationales += count.rationales
        whole.refused += count.refused
        whole.made += count.made
        whole.killed += count.killed
    return {
        "measured": describe_machine(),
        "goals": {"kill_rate": MIN_KILLED, "kill_rate_of_class": MIN_KILLED_OF_CLASS, "false_rejects": 0},
        **whole.to_dict(),
        "false_rejects": len(counts["template"].refused),
        "modes": {mode: count.to_dict() for mode, count in counts.items()},
        "refused_rationales": whole.refused[:20],
        "survivors": [entry for count in counts.values() for entry in count.survivors[:20]],
    }


def is_good(found: dict[str, Any]) -> bool:
    """Tell whether the verifier reaches its goals: over all modes together, and in every class."""
    rates = [each["kill_rate"] for each in found["classes"].values()]
    is_enough = found["kill_rate"] >= MIN_KILLED and min(rates) >= MIN_KILLED_OF_CLASS
    return bool(not found["false_rejects"] and is_enough)


def rows_of(found: dict[str, Any]) -> list[list[str]]:
    """Return the table: a class a row, its mutants, the share refused, and that share by mode."""
    rows = []
    for kind in (*KINDS, None):
        parts = [found, *found["modes"].values()]
        cells = [part if kind is None else part["classes"][kind] for part in parts]
        shares = [f"{cell['kill_rate']:.2%}" if cell["mutants"] else "none" for cell in cells]
        rows.append([(kind or "all").replace("_", " "), str(cells[0]["mutants"]), *shares])
    return rows


def write_document(path: Path, found: dict[str, Any], seconds: float) -> None:
    """Put the table into its section of a document."""
    table = write_table(["class", "mutants", "refused", *MODES], rows_of(found))
    modes = ", ".join(f"{each['rationales']} {mode}" for mode, each in found["modes"].items())
    text = f"""## Verifier

`make bench-verifier` on {found["measured"]} ({seconds:.0f} s).

Real rationales of the seed corpus ({modes}) with one stated value changed, in a claim, in the prose or in both; the
share that the verifier refuses, in all and by mode. The modes in which a model writes use the test server's model.
Right rationales refused: {found["false_rejects"]} of {found["modes"]["template"]["rationales"]} template rationales.

{table}
"""
    write_section(path, "verifier", text)


def main() -> None:
    """Measure, print, write; exit with 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mutants", type=int, default=10_000, help="stop making mutants after so many")
    parser.add_argument("--json", type=Path, help="where the result goes; default: quality/verifier.json of the home")
    parser.add_argument("--write", type=Path, help="document whose section takes the table")
    options = parser.parse_args()
    started = time.monotonic()
    found = measure(options.mutants)
    seconds = time.monotonic() - started
    table = Table("class", "mutants", "refused", *MODES)
    for row in rows_of(found):
        table.add_row(*row)
    console = Console()
    console.print(table)
    n_template = found["modes"]["template"]["rationales"]
    console.print(f"{found['false_rejects']} false rejects of {n_template} template rationales, {seconds:.0f} s")
    target = options.json or load_settings().home / "quality" / "verifier.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    if options.write is not None:
        write_document(options.write, found, seconds)
    sys.exit(0 if is_good(found) else 1)


if __name__ == "__main__":
    main()
