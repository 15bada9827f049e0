-- What was held against the benchmarks, and what was found: one row per benchmark.
-- The evidence of a reject is JSON with the benchmark of the worst hit.
-- reads: benchmarks, rejects, curated
-- returns: benchmark, revisions, n_items, n_rejected (rows rejected as contaminated by it, in any stage),
--   n_overlaps (programs that stay and overlap weakly with it)
WITH targets AS (
    SELECT
        benchmarks.benchmark,
        list(DISTINCT benchmarks.revision) FILTER (WHERE benchmarks.revision != '') AS revisions,
        count(*) AS n_items
    FROM benchmarks
    GROUP BY benchmarks.benchmark
),

rejected AS (
    SELECT
        json_extract_string(rejects.evidence, '$.benchmark') AS benchmark,
        count(*) AS n_rejected
    FROM rejects
    WHERE rejects.reason = 'contaminated'
    GROUP BY json_extract_string(rejects.evidence, '$.benchmark')
),

hits AS (
    SELECT DISTINCT
        curated.program_id,
        unnest(curated.overlaps).benchmark AS benchmark
    FROM curated
),

overlapping AS (
    SELECT
        hits.benchmark,
        count(*) AS n_overlaps
    FROM hits
    GROUP BY hits.benchmark
)

SELECT
    targets.benchmark,
    list_sort(coalesce(targets.revisions, [])) AS revisions,
    targets.n_items,
    coalesce(rejected.n_rejected, 0) AS n_rejected,
    coalesce(overlapping.n_overlaps, 0) AS n_overlaps
FROM targets
LEFT JOIN rejected ON targets.benchmark = rejected.benchmark
LEFT JOIN overlapping ON targets.benchmark = overlapping.benchmark
ORDER BY targets.benchmark ASC
