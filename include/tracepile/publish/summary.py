"""What a release is made of, in numbers: the input of its manifest, card, report and list of changes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import duckdb

from tracepile import sql
from tracepile.publish.funnel import FUNNEL_STAGES, FunnelRow, read_funnel
from tracepile.schema import REJECTS, TABLES, DerivedConfig
from tracepile.settings import Settings
from tracepile.similarity.structure import read_structures
from tracepile.stage import Inputs
from tracepile.store import Commit

Rows = list[dict[str, Any]]

_MAX_EXAMPLES: Final = 3
_MICROS: Final = 1_000_000

RELATIONS: Final = ("samples", "derived", "programs", "curated", "benchmarks", "runs")

_MAX_TEXTS: Final = 400
"""Texts of a domain over which n-grams are counted."""


@dataclass(frozen=True, slots=True)
class Summary:
    """Numbers about the samples and where they came from; each list has the columns its SQL file names.

    splits: rows, tokens, families and programs per config and split, of samples and of what is made of them; all else
    is about the samples. mixture: rows and tokens per dimension and label.
    sources, narrators, contamination: per source, per narrator and level, per benchmark. contamination_hits: per
    benchmark and rule, with examples, the weakest first. diversity, structures, kinds: per domain, before and after
    enrichment. funnel: see `read_funnel`. model_use: see `count_model_use`.
    """

    splits: Rows
    mixture: Rows
    sources: Rows
    narrators: Rows
    contamination: Rows
    contamination_hits: Rows
    diversity: Rows
    structures: Rows
    kinds: Rows
    funnel: list[FunnelRow]
    model_use: Rows

    @property
    def n_rows(self) -> int:
        """The number of rows, of samples and of what is made of them."""
        return sum(part["n_rows"] for part in self.splits)

    @property
    def n_samples(self) -> int:
        """The number of samples: rows of the configs that hold each of them once."""
        return sum(part["n_rows"] for part in self.splits if part["config"] not in set(DerivedConfig))

    @property
    def arms(self) -> Rows:
        """The control arms, whether they have rows or not: config, n_rows, n_tokens, n_families (of all splits)."""
        found = {config: [part for part in self.splits if part["config"] == config] for config in DerivedConfig}
        return [
            {"config": str(config), **{name: total(parts, name) for name in ("n_rows", "n_tokens", "n_families")}}
            for config, parts in found.items()
            if config is not DerivedConfig.CPT
        ]

    @property
    def n_tokens(self) -> int:
        """The number of tokens of all rows."""
        return sum(part["n_tokens"] for part in self.splits)

    @property
    def configs(self) -> list[str]:
        """The configs that have samples, sorted."""
        return sorted({part["config"] for part in self.splits})

    def dimension(self, name: str) -> Rows:
        """Return the mixture along one dimension (source, domain, licence, level, …), largest label first."""
        return [row for row in self.mixture if row["dimension"] == name]

    def labels(self, name: str) -> list[str]:
        """Return the labels of one dimension, sorted."""
        return sorted(row["label"] for row in self.dimension(name))


def define_relations(con: duckdb.DuckDBPyConnection, inputs: Inputs) -> None:
    """Give the SQL of a release its relations: samples, derived, released (both), programs, …, and all rejects."""
    for table in RELATIONS:
        sql.define(con, table, inputs.paths(table), TABLES[table])
    rejected = [path for table in FUNNEL_STAGES.values() for path in inputs.paths(f"{table}.rejects")]
    sql.define(con, "rejects", rejected, REJECTS)
    define_released(con)


def define_released(con: duckdb.DuckDBPyConnection) -> None:
    """Make the relation `released`, all rows of a release, of the relations `samples` and `derived`."""
    con.execute(f"CREATE OR REPLACE VIEW released AS {sql.load('publish/released.sql')}")


def summarise(con: duckdb.DuckDBPyConnection, inputs: Inputs, settings: Settings) -> Summary:
    """Return the numbers of the samples that are to be released."""
    con.register("structures", read_structures(con))
    con.register("difficulties", sql.query(con, "assemble/difficulty.sql"))
    return Summary(
        splits=_query(con, "splits"),
        mixture=[*_query(con, "mixture"), *_query(con, "difficulty")],
        sources=_query(con, "sources"),
        narrators=_query(con, "narrators"),
        contamination=_query(con, "contamination"),
        contamination_hits=sql.query(
            con, "publish/contamination_hits.sql", {"max_examples": _MAX_EXAMPLES}
        ).to_pylist(),
        diversity=sql.query(con, "publish/diversity.sql", {"max_texts": _MAX_TEXTS}).to_pylist(),
        structures=_query(con, "structures"),
        kinds=_query(con, "kinds"),
        funnel=read_funnel(inputs.store, settings, inputs.commits),
        model_use=count_model_use(inputs.commits),
    )


def count_model_use(commits: Mapping[str, Commit]) -> Rows:
    """Return what each stage asked of a model, for the stages that asked one.

    Columns: stage, requests, attempts, failed, prompt_tokens, cached_tokens, completion_tokens, cost (in the
    currency of the prices' settings); of `narrate` also how many rows were accepted, repaired, or fell back.
    """
    rows: Rows = []
    for stage, table in FUNNEL_STAGES.items():
        counts = commits[table].counts if table in commits else {}
        found = {name.removeprefix("llm_"): count for name, count in counts.items() if name.startswith("llm_")}
        if found.get("requests"):
            rows.append({"stage": stage, **found, "cost": found.get("cost_micros", 0) / _MICROS})
    return rows


def _query(con: duckdb.DuckDBPyConnection, name: str) -> Rows:
    rows: Rows = sql.query(con, f"publish/{name}.sql").to_pylist()
    return rows


def total(rows: Iterable[dict[str, Any]], column: str) -> int:
    """Return the sum of a column."""
    return sum(row[column] for row in rows)
