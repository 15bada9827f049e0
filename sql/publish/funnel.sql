-- The funnel from source to release: one row per stage, in the order of the way of the data.
-- reads: counts (position BIGINT, stage VARCHAR, "table" VARCHAR, n_in BIGINT, n_ok BIGINT, n_filtered BIGINT,
--   n_gave_up BIGINT), rejects (stage VARCHAR, "end" VARCHAR, reason VARCHAR)
-- returns: stage, table, n_in, n_ok, n_filtered, n_gave_up, reasons (end, reason, n_rows; most frequent first)
WITH endings AS (
    SELECT
        rejects.stage,
        rejects."end",
        rejects.reason,
        count(*) AS n_rows
    FROM rejects
    GROUP BY rejects.stage, rejects."end", rejects.reason
),

reasons AS (
    SELECT
        endings.stage,
        list(
            { 'end': endings."end", 'reason': endings.reason, 'n_rows': endings.n_rows }
            ORDER BY endings.n_rows DESC, endings.reason ASC
        ) AS reasons
    FROM endings
    GROUP BY endings.stage
)

SELECT
    counts.stage,
    counts.table,
    counts.n_in,
    counts.n_ok,
    counts.n_filtered,
    counts.n_gave_up,
    coalesce(reasons.reasons, []) AS reasons
FROM counts
LEFT JOIN reasons ON counts.stage = reasons.stage
ORDER BY counts.position ASC
