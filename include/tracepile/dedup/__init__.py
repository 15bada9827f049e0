"""Duplicates in a corpus of many files: the work of `tracepile dedup`, cut into tasks that share only the store.

`plan_job` lists the files in groups. `sign_group` writes the signatures of one group, `number_rows` numbers the rows
of all, `find_pairs` searches some bands for candidate pairs, and `join_rows` verifies them, lets the first of all that
hang together stay, and writes one verdict per row. What tasks hand on lies below `scratch/dedup/<job>` of the store.

Every object is written whole or not at all and depends on its inputs alone. So each task may be killed, repeated, or
run twice at once, those of one step in any order; the verdicts are those of `tracepile dedup` over the same rows.
"""

from tracepile.dedup.errors import DedupError
from tracepile.dedup.job import BandItem, GroupItem, Options
from tracepile.dedup.joining import join_rows
from tracepile.dedup.pairing import find_pairs, number_rows
from tracepile.dedup.planning import plan_job
from tracepile.dedup.signing import sign_group
from tracepile.dedup.verdicts import name_verdicts, verdict_schema

__all__ = [
    "BandItem",
    "DedupError",
    "GroupItem",
    "Options",
    "find_pairs",
    "join_rows",
    "name_verdicts",
    "number_rows",
    "plan_job",
    "sign_group",
    "verdict_schema",
]
