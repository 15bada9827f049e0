"""Readers of a store for people who look at it: pages of the UI and `tracepile inspect`.

They only read, at fixed commits (`Snapshot`), with bound parameters, and never more columns than a page shows.
"""

from tracepile.browse.desk import Desk, Snapshot
from tracepile.browse.funnel import Spend, add_up_spend, describe_funnel, list_model_use
from tracepile.browse.rejects import RejectFilter, list_contaminated, list_reasons, list_rejects, map_contamination
from tracepile.browse.samples import SampleFilter, find_sample, list_facets, list_samples
from tracepile.browse.shards import list_rows
from tracepile.browse.story import UnknownRowError, tell_story
from tracepile.browse.traces import Trace, find_trace

__all__ = [
    "Desk",
    "RejectFilter",
    "SampleFilter",
    "Snapshot",
    "Spend",
    "Trace",
    "UnknownRowError",
    "add_up_spend",
    "describe_funnel",
    "find_sample",
    "find_trace",
    "list_contaminated",
    "list_facets",
    "list_model_use",
    "list_reasons",
    "list_rejects",
    "list_rows",
    "list_samples",
    "map_contamination",
    "tell_story",
]
