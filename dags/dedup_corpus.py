"""Finds duplicates in a corpus of many files, with the work spread over all workers.

**Reads** a folder of Parquet or JSONL files, in the store or under a path that all workers see. **Writes**
`dedup/<job>/` in the store: `verdicts.parquet` with one row per row (which one stays, which goes and for which), and
`report.json` with the counts; `join` returns it. No table of the platform is read or written.

It is `tracepile dedup` for what one machine does not take, and gives the same verdicts. `signatures` is mapped over
groups of files, `number` numbers the rows of all, `pairs` is mapped over groups of the 32 bands, and `join` verifies
the candidate pairs and lets the first of all that hang together stay. The tasks share nothing but the store; what they
hand on lies in `scratch/` there, and `join` removes it. Of a run that failed it stays until `tracepile store gc`, so
that the failed tasks can be cleared.
"""

from airflow.sdk import DAG, Param

from tracepile_airflow.conventions import ITEM_NAME, SHARD_POOL, TASK_DEFAULTS, Tag
from tracepile_airflow.dedup import (
    FindPairsOperator,
    JoinRowsOperator,
    NumberRowsOperator,
    PlanCorpusOperator,
    SignGroupOperator,
)

with DAG(
    dag_id="dedup_corpus",
    description="Find duplicates in a corpus of many files",
    doc_md=__doc__,
    schedule=None,
    catchup=False,
    max_active_runs=1,
    tags=[Tag.TRACEPILE, Tag.CURATION],
    default_args=TASK_DEFAULTS,
    params={
        "source": Param(
            "",
            type="string",
            minLength=1,
            title="Source",
            description=(
                "A folder of .parquet, .jsonl or .jsonl.gz files, or one file: a prefix of the store (corpora/mine), "
                "or an absolute path that all workers see. Of duplicates the first one stays, by name of file."
            ),
        ),
        "id_column": Param("id", type="string", minLength=1, title="Id column", description="The column of ids."),
        "column": Param("code", type="string", minLength=1, title="Column", description="The column of code or text."),
        "kind": Param(
            "code",
            type="string",
            enum=["code", "text"],
            title="Kind",
            description="What the column holds. In Python code comments do not count, nor do names.",
        ),
        "threshold": Param(
            0.7,
            type="number",
            exclusiveMinimum=0,
            maximum=1,
            title="Threshold",
            description="Share of three-token runs in common; 0.5 and more is found reliably.",
        ),
    },
):
    plan = PlanCorpusOperator(task_id="plan")
    signatures = SignGroupOperator.partial(task_id="signatures", pool=SHARD_POOL, map_index_template=ITEM_NAME).expand(
        item=plan.output
    )
    number = NumberRowsOperator(task_id="number", groups=plan.output)
    pairs = FindPairsOperator.partial(task_id="pairs", pool=SHARD_POOL, map_index_template=ITEM_NAME).expand(
        item=number.output
    )
    join = JoinRowsOperator(task_id="join", groups=plan.output)

    signatures >> number
    pairs >> join
