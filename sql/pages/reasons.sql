-- How many rows ended for which reason, in the order of the stages.
-- reads: reject_index (position INTEGER, stage_number INTEGER, stage VARCHAR, row_id VARCHAR, program_id VARCHAR,
--   source VARCHAR, source_ref VARCHAR, "end" VARCHAR, reason VARCHAR, message VARCHAR, evidence VARCHAR)
-- returns: stage VARCHAR, end VARCHAR, reason VARCHAR, n_rows BIGINT
SELECT
    reject_index.stage,
    reject_index."end",
    reject_index.reason,
    count(*) AS n_rows
FROM reject_index
GROUP BY reject_index.stage_number, reject_index.stage, reject_index."end", reject_index.reason
ORDER BY reject_index.stage_number ASC, n_rows DESC, reject_index.reason ASC
