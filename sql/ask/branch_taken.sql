-- branch_taken: whether the condition of an `if`, `elif` or `while` is true on its m-th check.
-- Left out as trivial: conditions that come out the same on every check of the call.
-- reads: steps (trace_id VARCHAR, program_id VARCHAR, scope INTEGER, frame INTEGER, shown_call INTEGER, step INTEGER,
--   kind VARCHAR, line INTEGER, visit INTEGER, next_kind VARCHAR, next_line INTEGER), source_lines (program_id VARCHAR,
--   scope INTEGER, line INTEGER, role VARCHAR, body_first INTEGER, body_last INTEGER, has_inlined_loop BOOLEAN),
--   traces (trace_id VARCHAR, is_python_311 BOOLEAN)
-- params: seed VARCHAR, per_run INTEGER, max_count INTEGER
-- returns: trace_id VARCHAR, program_id VARCHAR, scope INTEGER, shown_call INTEGER, step INTEGER, line INTEGER,
--   visit INTEGER, answer VARCHAR, answer_type VARCHAR, draw VARCHAR
WITH checks AS (
    SELECT
        steps.*,
        steps.next_kind = 'line'
        AND steps.next_line BETWEEN source_lines.body_first AND source_lines.body_last AS is_true
    FROM steps
    INNER JOIN traces ON steps.trace_id = traces.trace_id
    INNER JOIN source_lines
        ON
            steps.program_id = source_lines.program_id
            AND steps.scope = source_lines.scope
            AND steps.line = source_lines.line
    WHERE
        steps.kind = 'line'
        AND source_lines.role IN ('if', 'while')
        AND steps.next_kind IN ('line', 'return')
        AND (traces.is_python_311 OR NOT source_lines.has_inlined_loop)
),

varied AS (
    SELECT *
    FROM checks
    QUALIFY
        bool_or(is_true) OVER (PARTITION BY trace_id, frame, line)
        AND bool_or(NOT is_true) OVER (PARTITION BY trace_id, frame, line)
)

SELECT
    trace_id,
    program_id,
    scope,
    shown_call,
    step,
    line,
    visit,
    CASE WHEN is_true THEN 'True' ELSE 'False' END AS answer,
    'bool' AS answer_type,
    md5(concat_ws('|', $seed, 'branch_taken', trace_id, step)) AS draw
FROM varied
WHERE visit <= $max_count AND (shown_call IS NULL OR shown_call <= $max_count)
-- as many of either answer as there are
QUALIFY row_number() OVER (PARTITION BY trace_id, is_true ORDER BY draw) <= $per_run
ORDER BY trace_id, draw
