"""The table of faults, by the walk they are struck in. What was damaged at rest is in `strikes.damage`."""

from typing import Final

from tests.distributed import strikes
from tests.distributed.walk import Fault
from tracepile_airflow.local.chain import CHAIN


def _kill_in(dag: str) -> Fault:
    return Fault(f"worker killed in {CHAIN[dag].stage}", dag, strikes.kill_worker)


WALKS: Final[dict[str, tuple[Fault, ...]]] = {
    "components": (
        Fault("dag-processor killed", "ingest_sources", strikes.kill_component("dag-processor")),
        Fault("triggerer killed", "curate_programs", strikes.kill_component("triggerer")),
        Fault("scheduler killed", "trace_programs", strikes.kill_component("scheduler")),
        Fault("api-server killed", "narrate_traces", strikes.kill_component("api-server")),
        Fault("worker's main process killed", "validate_samples", strikes.kill_parent),
    ),
    "servers": (
        Fault("every tenth request to the store fails", "refresh_benchmarks", strikes.fail_every_tenth_request, "plan"),
        Fault("Redis restarted, its queue lost", "ingest_sources", strikes.kill_server("redis")),
        Fault("store slow", "curate_programs", strikes.slow_store),
        Fault("store full", "rewrite_programs", strikes.fill_store),
        Fault("PostgreSQL restarted", "trace_programs", strikes.kill_server("postgres")),
        Fault("scratch full", "ask_questions", strikes.fill_scratch),
        Fault("store restarted", "narrate_traces", strikes.kill_server("store")),
    ),
    "first workers": (
        *map(_kill_in, ("refresh_benchmarks", "ingest_sources", "curate_programs", "rewrite_programs")),
        _kill_in("trace_programs"),
    ),
    "last workers": (
        Fault("worker killed in the commit of trace", "trace_programs", strikes.kill_worker, "commit"),
        *map(_kill_in, ("ask_questions", "narrate_traces", "assemble_samples", "validate_samples", "publish_release")),
    ),
    "others": (
        Fault("worker of an older version", "trace_programs", strikes.older_worker, "plan"),
        Fault("two runs at once", "narrate_traces", strikes.run_twice),
    ),
    "clock": (Fault("clock jumps", "trace_programs", strikes.jump, "plan"),),
}
"""Faults of one walk are struck one after the other, each in its stage."""
