"""What a model is trained on in each arm: rows of a release as they are, with the columns of one form."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

ARMS: Final = {"coe": "control_coe", "direct": "control_direct", "none": "control_code"}
"""Arms and their configs. coe: the grounded rationale. direct: the answer alone. none: no execution, only programs."""

INSTRUCTIONS: Final = "coe_output"
"""The config that stands for the instruction data of the reader's own."""

TEXT: Final = ("text",)
PAIR: Final = ("prompt", "completion")


def read_rows(
    release: Path, config: str, columns: Sequence[str], *, split: str = "train", limit: int = 400
) -> list[dict[str, Any]]:
    """Return up to `limit` rows of a config, with these columns only, in the order of sample_id.

    Raises ValueError where the release has no such config.
    """
    import duckdb

    files = sorted(str(path) for path in release.glob(f"data/{config}/{split}-*.parquet"))
    if not files:
        raise ValueError(f"{release} holds no files data/{config}/{split}-*.parquet; give the directory of a release.")
    query = f"SELECT {', '.join(columns)} FROM read_parquet($files) ORDER BY sample_id LIMIT $n"  # noqa: S608
    return list(duckdb.sql(query, params={"files": files, "n": limit}).to_arrow_table().to_pylist())
