"""Show the walk of the chain: a line that is rewritten on a terminal, plain lines elsewhere."""

import sys
import time
from typing import TextIO

from tracepile_airflow.local.chain import Walk

_PLAIN_INTERVAL_S = 15.0
_MARKS = {"success": "✓", "failed": "✗"}


class Progress:
    """Prints walks as they go on. One line a DAG: name, shards done of all, rows so far, seconds."""

    def __init__(self, out: TextIO = sys.stdout) -> None:
        self._out = out
        self._is_live = out.isatty()
        self._shown_at = 0.0

    def show(self, walk: Walk) -> None:
        """Show a walk; a final one stays on the screen."""
        text = describe(walk)
        if self._is_live:
            self._out.write(f"\r\033[K{text}" + ("\n" if walk.is_final else ""))
            self._out.flush()
        elif walk.is_final or (walk.n_items and time.monotonic() - self._shown_at > _PLAIN_INTERVAL_S):
            self._shown_at = time.monotonic()
            print(text, file=self._out, flush=True)

    def say(self, text: str) -> None:
        """Print a line of its own."""
        print(("\r\033[K" if self._is_live else "") + text, file=self._out, flush=True)


def describe(walk: Walk) -> str:
    """Return one line on a walk."""
    if walk.n_items is None:
        work = "waiting" if not walk.run_id else "planning"
    elif walk.n_items == 0:
        work = "nothing missing"
    else:
        unit = "sources" if walk.stage in ("benchmarks", "ingest") else "shards"
        work = f"{walk.n_done}/{walk.n_items} {unit}, {walk.n_rows:,} rows"
        work += f", {walk.n_failed} failed" if walk.n_failed else ""
    mark = "!" if walk.state == "success" and walk.n_failed else _MARKS.get(walk.state, "·")
    return f"  {mark} {walk.dag_id:<20} {work:<36} {walk.duration_s:6.1f} s"
