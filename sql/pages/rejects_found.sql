-- The positions of the rejects that fit a filter; a parameter that is NULL does not filter.
-- reads: reject_index (position INTEGER, stage_number INTEGER, stage VARCHAR, row_id VARCHAR, program_id VARCHAR,
--   source VARCHAR, source_ref VARCHAR, "end" VARCHAR, reason VARCHAR, message VARCHAR, evidence VARCHAR)
-- params: stage VARCHAR, reason VARCHAR, ending VARCHAR, search VARCHAR
-- returns: position INTEGER
SELECT reject_index.position
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
ORDER BY reject_index.position ASC
