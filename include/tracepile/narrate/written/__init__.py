"""Narrations that a model writes: it gets the facts of a run and gives prose, and the platform keeps its values right.

`slots`: the model writes slots where values belong, and we fill them in. `anchored`: the model writes free prose and
claims each value at a step. Either way the verifier decides; what it refuses is repaired, or written by the template.
"""

from tracepile.narrate.written.batch import write_recordings
from tracepile.narrate.written.check import verify_json, verify_written
from tracepile.narrate.written.ending import Ending, TextEnd
from tracepile.narrate.written.prompts import prompt_sha256
from tracepile.narrate.written.writer import MODES, STYLES, Writer, make_job

__all__ = [
    "MODES",
    "STYLES",
    "Ending",
    "TextEnd",
    "Writer",
    "make_job",
    "prompt_sha256",
    "verify_json",
    "verify_written",
    "write_recordings",
]
