"""Recordings of real programs from the development data, made in this process: all of them are known to be harmless."""

import json
import random
import signal
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

from tracepile.execution.model import Case, Limits, Recording
from tracepile.execution.recording import record_in_process

SOURCES = ("gsm8k_programs", "leetcodedataset", "reasoning_gym_codeio", "thealgorithms")


def real_recordings(shared_data: Path, per_source: int) -> Iterator[tuple[str, Recording]]:
    """Yield named recordings of a few programs of each source."""
    for source in SOURCES:
        lines = (shared_data / "sources" / source / "programs.jsonl").read_text().splitlines()
        random.Random(5).shuffle(lines)
        for line in lines[:per_source]:
            row = json.loads(line)
            if row.get("requires") or len(row["code"]) > 6_000 or row["entry_point"] == "stdin":
                continue
            for given in row["inputs"][:2]:
                if len(given) > 1_000:
                    continue
                recording = _record(Case(row["code"], call=f"{row['entry_point']}({given})"))
                if recording is not None:
                    yield row["id"], recording


def _record(case: Case) -> Recording | None:
    def stop(number: int, frame: FrameType | None) -> Any:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(3)
    try:
        return record_in_process(case, Limits(max_events=600, max_nodes=200_000))
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        return None
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
