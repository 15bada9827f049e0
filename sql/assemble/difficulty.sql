-- How difficult it is to follow each run: easy, medium or hard by the points of the run and of its program.
-- One point each: 50 and 400 events, 4 and 10 branches, nesting of 3; up to 1 is easy, up to 3 is medium.
-- reads: samples (trace_id VARCHAR, program_id VARCHAR), runs (trace_id VARCHAR, n_events INTEGER),
--   structures (program_id VARCHAR, n_branches INTEGER, nesting INTEGER)
-- returns: trace_id VARCHAR, difficulty VARCHAR
WITH asked AS (
    SELECT DISTINCT
        trace_id,
        program_id
    FROM samples
),

graded AS (
    SELECT
        asked.trace_id,
        (coalesce(runs.n_events, 0) >= 50)::INTEGER + (coalesce(runs.n_events, 0) >= 400)::INTEGER
        + (structures.n_branches >= 4)::INTEGER + (structures.n_branches >= 10)::INTEGER
        + (structures.nesting >= 3)::INTEGER AS points
    FROM asked
    LEFT JOIN runs ON asked.trace_id = runs.trace_id
    LEFT JOIN structures ON asked.program_id = structures.program_id
)

SELECT
    trace_id,
    CASE WHEN points <= 1 THEN 'easy' WHEN points <= 3 THEN 'medium' ELSE 'hard' END AS difficulty
FROM graded
ORDER BY trace_id
