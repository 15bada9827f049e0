"""How many wrong rationales the verifier refuses: mutants of real rationales, class by class.

The seed corpus is run in the sandbox and narrated; each rationale is first verified as it is (any refusal is a false
reject) and then with one stated value changed at a time. Prints a table and writes JSON.

    python -m bench.verifier [--mutants 10000] [--json var/quality/verifier.json]
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.mutants import KINDS, mutants_of
from tracepile.execution.configured import open_executor
from tracepile.execution.model import Case, Recording
from tracepile.ingest.parsing import STDIN
from tracepile.ingest.seed_corpus import read
from tracepile.narrate.narrator import NotNarratedError, answer_of, narrate_run
from tracepile.narrate.verify import verify_rationales
from tracepile.schema import content_id
from tracepile.settings import default_home, load_settings

MIN_KILLED = 0.995
"""Least share of all mutants that must be refused."""
MIN_KILLED_OF_CLASS = 0.98
_MAX_EVENTS = 400
_PER_CLASS = 5


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


def measure(n_wanted: int) -> dict[str, object]:
    """Return the counts: rationales, false rejects, and by class mutants and killed."""
    made: Counter[str] = Counter()
    killed: Counter[str] = Counter()
    n_rationales = 0
    refused: list[str] = []
    survivors: list[dict[str, str]] = []
    for number, (name, recording) in enumerate(record_seed_corpus(3)):
        key = content_id(recording.case.code, recording.case.call, recording.case.stdin)
        try:
            rationale = narrate_run(recording, seed=number, trace_id=key)
        except NotNarratedError:
            continue
        n_rationales += 1
        answer = answer_of(recording)
        verdict = verify_rationales(recording, [(rationale, answer)])[0]
        if not verdict.is_accepted:
            refused.append(f"{name}: {verdict.failures[0].to_dict()}")
            continue
        if made.total() >= n_wanted or recording.n_events > _MAX_EVENTS:
            continue
        mutants = list(mutants_of(rationale, recording, seed=number, per_class=_PER_CLASS))
        verdicts = verify_rationales(recording, [(mutant.rationale, answer) for mutant in mutants])
        for mutant, verdict in zip(mutants, verdicts, strict=True):
            made[mutant.kind] += 1
            killed[mutant.kind] += not verdict.is_accepted
            if verdict.is_accepted:
                survivors.append(
                    {"program": name, "class": mutant.kind, "before": mutant.before, "after": mutant.after}
                )
    return {
        "mutants": made.total(),
        "killed": killed.total(),
        "kill_rate": killed.total() / max(1, made.total()),
        "rationales": n_rationales,
        "false_rejects": len(refused),
        "classes": {
            kind: {"mutants": made[kind], "killed": killed[kind], "kill_rate": killed[kind] / max(1, made[kind])}
            for kind in KINDS
        },
        "modes": ["template"],
        "refused": refused[:20],
        "survivors": survivors[:50],
    }


def is_good(found: dict[str, object]) -> bool:
    """Tell whether the verifier reaches its goals."""
    classes = found["classes"]
    assert isinstance(classes, dict)
    rates = [each["kill_rate"] for each in classes.values()]
    return (
        not found["false_rejects"]
        and float(str(found["kill_rate"])) >= MIN_KILLED
        and min(rates) >= MIN_KILLED_OF_CLASS
    )


def main() -> None:
    """Measure, print, write; exit with 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mutants", type=int, default=10_000, help="stop making mutants after so many")
    parser.add_argument("--json", type=Path, default=default_home() / "quality" / "verifier.json")
    options = parser.parse_args()
    started = time.monotonic()
    found = measure(options.mutants)
    table = Table("class", "mutants", "killed", "kill rate")
    classes = found["classes"]
    assert isinstance(classes, dict)
    for kind, each in classes.items():
        table.add_row(kind, str(each["mutants"]), str(each["killed"]), f"{each['kill_rate']:.2%}")
    table.add_row("all", str(found["mutants"]), str(found["killed"]), f"{found['kill_rate']:.2%}")
    console = Console()
    console.print(table)
    seconds = time.monotonic() - started
    console.print(f"{found['false_rejects']} false rejects of {found['rationales']} rationales, {seconds:.0f} s")
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    sys.exit(0 if is_good(found) else 1)


if __name__ == "__main__":
    main()
