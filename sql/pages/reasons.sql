-- How many rows ended for which reason, in the order of the stages.
-- reads: reject_index (see pages/reject_index.sql)
-- returns: stage, end, reason, n_rows
SELECT
    reject_index.stage,
    reject_index."end",
    reject_index.reason,
    count(*) AS n_rows
FROM reject_index
GROUP BY reject_index.position, reject_index.stage, reject_index."end", reject_index.reason
ORDER BY reject_index.position ASC, n_rows DESC, reject_index.reason ASC
