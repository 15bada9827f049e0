-- left_early: whether a loop is left by a `break` or `return` before it is used up or its condition is false.
-- Only loops that stand in no other loop, so that a call runs each of them once. Left out as trivial: loops without a
-- `break` or `return` in them.
-- reads: iterations (trace_id VARCHAR, program_id VARCHAR, scope INTEGER, frame INTEGER, shown_call INTEGER,
--   line INTEGER, body_first INTEGER, body_last INTEGER, is_outer_loop BOOLEAN, end_step INTEGER, iteration INTEGER),
--   frames (trace_id VARCHAR, frame INTEGER, return_step INTEGER), source_lines (program_id VARCHAR, scope INTEGER,
--   line INTEGER, role VARCHAR)
-- params: seed VARCHAR, per_run INTEGER, max_count INTEGER
-- returns: trace_id VARCHAR, program_id VARCHAR, scope INTEGER, shown_call INTEGER, step INTEGER, line INTEGER,
--   answer VARCHAR, answer_type VARCHAR, draw VARCHAR
WITH last_iterations AS (
    SELECT *
    FROM iterations
    WHERE is_outer_loop AND (shown_call IS NULL OR shown_call <= $max_count)
    QUALIFY row_number() OVER (PARTITION BY trace_id, frame, line ORDER BY iteration DESC) = 1
)

SELECT
    last_iterations.trace_id,
    last_iterations.program_id,
    last_iterations.scope,
    last_iterations.shown_call,
    frames.return_step AS step,
    last_iterations.line,
    CASE WHEN last_iterations.end_step IS NULL THEN 'True' ELSE 'False' END AS answer,
    'bool' AS answer_type,
    md5(
        concat_ws('|', $seed, 'left_early', last_iterations.trace_id, last_iterations.frame, last_iterations.line)
    ) AS draw
FROM last_iterations
INNER JOIN frames ON last_iterations.trace_id = frames.trace_id AND last_iterations.frame = frames.frame
WHERE
    frames.return_step IS NOT NULL
    AND EXISTS (
        SELECT 1
        FROM source_lines
        WHERE
            source_lines.program_id = last_iterations.program_id
            AND source_lines.scope = last_iterations.scope
            AND source_lines.role IN ('break', 'return')
            AND source_lines.line BETWEEN last_iterations.body_first AND last_iterations.body_last
    )
-- as many of either answer as there are
QUALIFY
    row_number() OVER (PARTITION BY last_iterations.trace_id, last_iterations.end_step IS NULL ORDER BY draw)
    <= $per_run
ORDER BY last_iterations.trace_id, draw
