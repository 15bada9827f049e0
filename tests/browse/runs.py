"""A real run in a store: program, run, events and a rationale, for tests of what shows it."""

from tests.publish.factory import commit_rows
from tracepile.execution.model import Recording
from tracepile.execution.recording import event_rows
from tracepile.schema import canonical_json, content_id, table_of
from tracepile.store import Store


def commit_run(store: Store, code: str, recording: Recording, prose: str = "It adds.") -> str:
    """Commit a recording with all that is told of it; return its trace_id."""
    program_id, trace_id = content_id(code), content_id("trace", code)
    ids = {"program_id": program_id, "family_id": program_id}
    told = [{"trace_steps": [0, len(recording.events) - 1], "prose": prose, "claims": []}]
    commit_rows(store, "programs", [{**ids, "code": code, "source": "seed_corpus", "source_ref": "algorithm/total"}])
    run = {
        **ids,
        "trace_id": trace_id,
        "input": recording.case.call,
        "input_kind": "call",
        "outcome": str(recording.outcome),
        "result": recording.result,
        "stdout": recording.stdout,
        "n_events": recording.n_events,
        "is_truncated": False,
        "receipt": {"python": "3.11", "tracer": "fast/1", "limits": "{}", "hash_seed": 0, "trace_sha256": None},
    }
    shard = store.write_shard(
        content_id("run", trace_id),
        {
            "runs": table_of("runs", [run]),
            "events": table_of("events", [{"trace_id": trace_id, **row} for row in event_rows(recording)]),
        },
        table_of("rejects", []),
        batch="all",
        label="seed_corpus/0001",
        recipe="test",
        counts={"in": 1, "ok": 1, "filtered": 0, "gave_up": 0},
    )
    store.append("runs", [shard])
    rationale = {
        **ids,
        "rationale_id": content_id("rationale", trace_id),
        "trace_id": trace_id,
        "style": "full",
        "level": "L3",
        "text": prose,
        "rationale": canonical_json({"schema_version": 1, "steps": told, "answer": recording.result or ""}),
        "answer": recording.result,
        "n_claims": 1,
    }
    commit_rows(store, "rationales", [rationale])
    commit_rows(store, "questions", [])
    return trace_id
