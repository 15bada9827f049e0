-- What was held against the benchmarks, and what was found, by the rule that found it.
-- The rule is NULL where nothing was found; overlaps are programs that stay.
-- reads: reject_index (position INTEGER, stage_number INTEGER, stage VARCHAR, row_id VARCHAR, program_id VARCHAR,
--   source VARCHAR, source_ref VARCHAR, "end" VARCHAR, reason VARCHAR, message VARCHAR, evidence VARCHAR), curated,
--   benchmarks
-- returns: benchmark VARCHAR, rule VARCHAR, n_items BIGINT, n_rejected BIGINT, n_overlaps BIGINT
WITH rejected AS (
    SELECT
        json_extract_string(reject_index.evidence, '$.benchmark') AS benchmark,
        json_extract_string(reject_index.evidence, '$.rule') AS rule,
        1 AS n_rejected,
        0 AS n_overlaps
    FROM reject_index
    WHERE reject_index.reason = 'contaminated'
),

hits AS (
    SELECT DISTINCT
        curated.program_id,
        unnest(curated.overlaps).benchmark AS benchmark,
        unnest(curated.overlaps).rule AS rule
    FROM curated
),

found AS (
    SELECT * FROM rejected
    UNION ALL
    SELECT
        hits.benchmark,
        hits.rule,
        0 AS n_rejected,
        1 AS n_overlaps
    FROM hits
),

items AS (
    SELECT
        benchmarks.benchmark,
        count(*) AS n_items
    FROM benchmarks
    GROUP BY benchmarks.benchmark
)

SELECT
    coalesce(items.benchmark, found.benchmark) AS benchmark,
    found.rule,
    coalesce(any_value(items.n_items), 0) AS n_items,
    coalesce(sum(found.n_rejected), 0)::BIGINT AS n_rejected,
    coalesce(sum(found.n_overlaps), 0)::BIGINT AS n_overlaps
FROM items
FULL JOIN found ON items.benchmark = found.benchmark
GROUP BY coalesce(items.benchmark, found.benchmark), found.rule
ORDER BY coalesce(items.benchmark, found.benchmark) ASC, found.rule ASC
