"""The table of verdicts: which rows are duplicates of which, by their ids."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa


def verdict_schema(id_type: pa.DataType) -> pa.Schema:
    """Return the columns of verdicts about rows whose ids are of a type.

    cluster_id: the id of the row that stays, as text, or `row N` (from 1) where that has none. duplicate_of: its id;
    null for a row that stays. channel, jaccard: as in `tracepile.similarity.duplicates.VERDICTS`.
    """
    return pa.schema(
        [
            ("id", id_type),
            ("cluster_id", pa.string()),
            ("is_kept", pa.bool_()),
            ("duplicate_of", id_type),
            ("channel", pa.string()),
            ("jaccard", pa.float64()),
        ]
    )


def name_verdicts(ids: pa.ChunkedArray, verdicts: pa.Table) -> pa.Table:
    """Return the verdicts on rows (`verdict_schema`) from those by position (`VERDICTS`), in the order of the rows."""
    keepers = verdicts.column("keeper").to_numpy()
    is_kept = keepers == np.arange(len(keepers))
    columns = {
        "id": ids,
        "cluster_id": pa.array(_name_clusters(ids, keepers), pa.string()),
        "is_kept": pa.array(is_kept),
        "duplicate_of": ids.take(pa.array(keepers, mask=is_kept)),
        "channel": verdicts.column("channel"),
        "jaccard": verdicts.column("jaccard"),
    }
    return pa.table(columns).cast(verdict_schema(ids.type))


def _name_clusters(ids: pa.ChunkedArray, keepers: npt.NDArray[np.int64]) -> list[str]:
    found = zip(ids.take(pa.array(keepers)).to_pylist(), keepers.tolist(), strict=True)
    return [f"row {keeper + 1}" if value is None else str(value) for value, keeper in found]
