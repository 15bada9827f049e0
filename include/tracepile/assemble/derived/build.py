"""Builds the table `derived` from the samples and the events of their runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from tracepile import sql
from tracepile.assemble.derived.arms import build_arms
from tracepile.assemble.derived.budget import draw_families
from tracepile.assemble.derived.documents import build_documents
from tracepile.assemble.derived.free_cot import ask_model
from tracepile.assemble.tokens import CHARS_PER_TOKEN
from tracepile.schema import TABLES, Config
from tracepile.settings import Settings
from tracepile.stage import Inputs


@dataclass(frozen=True, slots=True)
class Derived:
    """The rows of `derived`, sorted by sample_id, and what asking a model took (see `Totals.counts`)."""

    rows: pa.Table
    counts: Mapping[str, int] = field(default_factory=dict)


def build_derived(samples: pa.Table, inputs: Inputs, settings: Settings) -> Derived:
    """Return the documents for continue-pretraining and the control arms of these samples.

    samples: rows of `samples`. The raw traces are read from `events`. With `is_free_cot_asked`, the model of the
    settings is asked about every sample of the families drawn for the arms; may raise what `llm.Client` raises.
    """
    is_plain = pc.equal(samples.column("config"), Config.COE_OUTPUT)
    families = draw_families(
        samples.filter(is_plain).column("family_id").to_pylist(), settings.seed, settings.control_families
    )
    drawn = samples.filter(pc.is_in(samples.column("family_id"), pa.array(sorted(families), pa.string())))
    plain = drawn.filter(pc.equal(drawn.column("config"), Config.COE_OUTPUT))
    written, counts = ask_model(plain, settings) if settings.is_free_cot_asked and plain.num_rows else ({}, {})
    arms = build_arms(drawn, _read_traces(plain.column("trace_id"), inputs, settings), written, settings)
    rows = pa.concat_tables([arms, build_documents(samples, settings)]).sort_by("sample_id")
    return Derived(rows, counts)


def _read_traces(trace_ids: pa.ChunkedArray, inputs: Inputs, settings: Settings) -> dict[str, str]:
    with sql.connect(settings) as con:
        sql.define(con, "events", inputs.paths("events"), TABLES["events"])
        con.register("wanted", pa.table({"trace_id": trace_ids.unique()}))
        most = int(settings.max_sample_tokens * CHARS_PER_TOKEN)
        rows = sql.query(con, "assemble/raw_traces.sql", {"max_chars": most})
    columns = (rows.column(name).to_pylist() for name in ("trace_id", "trace"))
    return dict(zip(*columns, strict=True))
