-- The rejects at these positions, which lie between `first` and `last`, in their order.
-- reads: reject_index (position INTEGER, stage_number INTEGER, stage VARCHAR, row_id VARCHAR, program_id VARCHAR,
--   source VARCHAR, source_ref VARCHAR, "end" VARCHAR, reason VARCHAR, message VARCHAR, evidence VARCHAR)
-- params: positions INTEGER[], first INTEGER, last INTEGER
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
    reject_index.position BETWEEN $first AND $last
    AND reject_index.position IN (SELECT unnest($positions))
ORDER BY reject_index.position ASC
