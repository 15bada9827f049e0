-- One page of the rejects that fit a filter; a parameter that is NULL does not filter.
-- reads: reject_index (position INTEGER, stage VARCHAR, row_id VARCHAR, program_id VARCHAR, source VARCHAR,
--   source_ref VARCHAR, "end" VARCHAR, reason VARCHAR, message VARCHAR, evidence VARCHAR)
-- params: stage VARCHAR, reason VARCHAR, ending VARCHAR, search VARCHAR, n_rows BIGINT, start BIGINT
-- returns: stage VARCHAR, row_id VARCHAR, program_id VARCHAR, source VARCHAR, source_ref VARCHAR, end VARCHAR, reason
--   VARCHAR, message VARCHAR, evidence VARCHAR
SELECT
    reject_index.stage,
    reject_index.row_id,
    reject_index.program_id,
    reject_index.source,
    reject_index.source_ref,
    reject_index."end",
    reject_index.reason,
    reject_index.message,
    reject_index.evidence
FROM reject_index
WHERE
    ($stage IS NULL OR reject_index.stage = $stage)
    AND ($reason IS NULL OR reject_index.reason = $reason)
    AND ($ending IS NULL OR reject_index."end" = $ending)
    AND (
        $search IS NULL
        OR starts_with(reject_index.row_id, $search)
        OR starts_with(reject_index.program_id, $search)
        OR contains(lower(reject_index.source_ref), lower($search))
        OR contains(lower(reject_index.message), lower($search))
    )
ORDER BY reject_index.position ASC, reject_index.reason ASC, reject_index.row_id ASC
LIMIT $n_rows OFFSET $start
