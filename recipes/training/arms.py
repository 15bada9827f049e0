"""What a model is trained on in each arm: the same samples, with and without their chain of execution."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

ARMS: Final = ("coe", "direct", "none")
"""coe: the grounded rationale. direct: the answer alone. none: no execution at all, only the programs themselves."""


def read_samples(release: Path, *, split: str = "train", limit: int | None = None) -> list[dict[str, Any]]:
    """Return samples of a release (prompt, completion, answer, code, text), spread evenly over the split."""
    import duckdb

    files = sorted(str(path) for path in release.glob(f"data/*/{split}-*.parquet"))
    if not files:
        raise ValueError(f"{release} holds no files data/*/{split}-*.parquet; give the directory of a release.")
    query = """
        SELECT sample_id, prompt, completion, answer, code, text FROM read_parquet($files) ORDER BY sample_id LIMIT $n
    """
    rows = duckdb.sql(query, params={"files": files, "n": limit or 1 << 60}).to_arrow_table()
    return list(rows.to_pylist())


def make_texts(samples: list[dict[str, Any]], arm: str) -> Iterator[dict[str, str]]:
    """Yield rows `{"text"}` for continue-pretraining."""
    for sample in samples:
        match arm:
            case "coe":
                yield {"text": sample["text"]}
            case "direct":
                yield {"text": f"{sample['prompt']}\n\n{write_answer(sample)}"}
            case _:
                yield {"text": sample["code"]}


def make_pairs(samples: list[dict[str, Any]], arm: str) -> Iterator[dict[str, str]]:
    """Yield rows `{"prompt", "completion"}` for fine-tuning; nothing for the arm `none`."""
    for sample in samples if arm != "none" else []:
        yield {
            "prompt": sample["prompt"],
            "completion": "\n\n" + (sample["completion"] if arm == "coe" else write_answer(sample)),
        }


def write_answer(sample: dict[str, Any]) -> str:
    """Return the answer line with which every completion ends."""
    return f"**Answer:** `{sample['answer']}`"
