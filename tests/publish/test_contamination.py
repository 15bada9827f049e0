"""The contamination report of a release: what was rejected, by benchmark and rule, with examples."""

from typing import Any

from tracepile import sql
from tracepile.schema import reject, table_of
from tracepile.settings import Settings


def make_reject(number: int, rule: str, coverage: float, benchmark: str = "eggs") -> dict[str, Any]:
    hit = {
        "benchmark": benchmark,
        "item_id": str(number),
        "rule": rule,
        "coverage": coverage,
        "evidence": "lay 16 eggs",
    }
    return reject("curate", f"row {number}", "contaminated", "…", source="s", source_ref=f"s:{number}", evidence=hit)


def read_hits(rejects: list[dict[str, Any]]) -> list[dict[str, Any]]:
    with sql.connect(Settings()) as con:
        con.register("rejects", table_of("rejects", rejects))
        found: list[dict[str, Any]] = sql.query(con, "publish/contamination_hits.sql", {"max_examples": 2}).to_pylist()
    return found


def test_hits_are_counted_by_benchmark_and_rule_with_the_weakest_as_examples() -> None:
    rejects = [make_reject(number, "ngram", coverage) for number, coverage in enumerate((1.0, 0.5, 0.75))]
    rejects += [make_reject(7, "title", 1.0), make_reject(8, "short", 1.0, "maths")]
    rejects += [reject("curate", "row 9", "duplicate", "…", evidence={"benchmark": "eggs"})]
    hits = read_hits(rejects)
    assert [(row["benchmark"], row["rule"], row["n_rejected"]) for row in hits] == [
        ("eggs", "ngram", 3),
        ("eggs", "title", 1),
        ("maths", "short", 1),
    ]
    assert [(example["item_id"], example["coverage"]) for example in hits[0]["examples"]] == [("1", 0.5), ("2", 0.75)]
    assert hits[1]["examples"] == [
        {"item_id": "7", "source": "s", "source_ref": "s:7", "coverage": 1.0, "evidence": "lay 16 eggs"}
    ]


def test_without_rejects_there_are_no_hits() -> None:
    assert read_hits([]) == []
