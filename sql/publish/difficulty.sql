-- How difficult the samples are: easy, medium or hard by the points of their run and program.
-- One point each: 50 and 400 events, 4 and 10 branches, nesting of 3; up to 1 is easy, up to 3 is medium.
-- reads: samples (trace_id VARCHAR, program_id VARCHAR, n_tokens INTEGER), runs (trace_id VARCHAR, n_events INTEGER),
--   structures (program_id VARCHAR, n_branches INTEGER, nesting INTEGER)
-- returns: dimension VARCHAR, label VARCHAR, n_rows BIGINT, n_tokens BIGINT
WITH graded AS (
    SELECT
        samples.n_tokens,
        (coalesce(runs.n_events, 0) >= 50)::INTEGER + (coalesce(runs.n_events, 0) >= 400)::INTEGER
        + (structures.n_branches >= 4)::INTEGER + (structures.n_branches >= 10)::INTEGER
        + (structures.nesting >= 3)::INTEGER AS points
    FROM samples
    LEFT JOIN runs ON samples.trace_id = runs.trace_id
    LEFT JOIN structures ON samples.program_id = structures.program_id
)

SELECT
    'difficulty' AS dimension,
    CASE WHEN points <= 1 THEN 'easy' WHEN points <= 3 THEN 'medium' ELSE 'hard' END AS label,
    count(*) AS n_rows,
    sum(n_tokens)::BIGINT AS n_tokens
FROM graded
GROUP BY ALL
ORDER BY n_rows DESC, label ASC
