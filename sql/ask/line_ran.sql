-- line_ran: whether a line ever runs in the whole run.
-- Left out as trivial: lines under no `if`, `while`, `match` or `try`, and lines of functions that were never called.
-- reads: traces (trace_id VARCHAR, is_truncated BOOLEAN), frames (trace_id VARCHAR, program_id VARCHAR, scope INTEGER),
--   steps (trace_id VARCHAR, scope INTEGER, step INTEGER, kind VARCHAR, line INTEGER),
--   source_lines (program_id VARCHAR, scope INTEGER, line INTEGER, is_conditional BOOLEAN)
-- params: seed VARCHAR, per_run INTEGER
-- returns: trace_id VARCHAR, program_id VARCHAR, scope INTEGER, step INTEGER, line INTEGER, answer VARCHAR,
--   answer_type VARCHAR, draw VARCHAR
WITH called AS (
    SELECT DISTINCT
        frames.trace_id,
        frames.program_id,
        frames.scope
    FROM frames
    INNER JOIN traces ON frames.trace_id = traces.trace_id
    WHERE NOT traces.is_truncated
),

visited AS (
    SELECT
        trace_id,
        scope,
        line,
        min(step) AS step
    FROM steps
    WHERE kind = 'line'
    GROUP BY trace_id, scope, line
)

SELECT
    called.trace_id,
    called.program_id,
    called.scope,
    visited.step,
    source_lines.line,
    CASE WHEN visited.step IS NULL THEN 'False' ELSE 'True' END AS answer,
    'bool' AS answer_type,
    md5(concat_ws('|', $seed, 'line_ran', called.trace_id, source_lines.line)) AS draw
FROM called
INNER JOIN source_lines ON called.program_id = source_lines.program_id AND called.scope = source_lines.scope
LEFT JOIN visited
    ON
        called.trace_id = visited.trace_id
        AND called.scope = visited.scope
        AND source_lines.line = visited.line
WHERE source_lines.is_conditional
-- as many of either answer as there are
QUALIFY row_number() OVER (PARTITION BY called.trace_id, visited.step IS NULL ORDER BY draw) <= $per_run
ORDER BY called.trace_id, draw
