"""The stage `trace`: every curated program and variant is run on its inputs; the recordings are kept.

Running and tracing is `tracepile.execution`; this stage only maps rows to cases, judges the results against stated
answers, and stores them.
"""

from tracepile.trace.stage import STAGE

__all__ = ["STAGE"]
