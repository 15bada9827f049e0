-- The iterations of loops, one row per iteration that began. `iteration` counts from 1 within the call; `end_step` is
-- the next visit of the loop's head, null where there is none (the loop was left by other means in that iteration).
-- reads: steps (trace_id VARCHAR, program_id VARCHAR, scope INTEGER, frame INTEGER, shown_call INTEGER, step INTEGER,
--   kind VARCHAR, line INTEGER, visit INTEGER, next_kind VARCHAR, next_line INTEGER), source_lines (program_id VARCHAR,
--   scope INTEGER, line INTEGER, role VARCHAR, body_first INTEGER, body_last INTEGER, is_outer_loop BOOLEAN,
--   is_literal BOOLEAN)
-- returns: trace_id VARCHAR, program_id VARCHAR, scope INTEGER, frame INTEGER, shown_call INTEGER, line INTEGER,
--   body_first INTEGER, body_last INTEGER, is_outer_loop BOOLEAN, is_literal BOOLEAN, step INTEGER, end_step INTEGER,
--   iteration INTEGER
WITH heads AS (
    SELECT
        steps.trace_id,
        steps.program_id,
        steps.scope,
        steps.frame,
        steps.shown_call,
        steps.line,
        source_lines.body_first,
        source_lines.body_last,
        source_lines.is_outer_loop,
        source_lines.is_literal,
        steps.step,
        lead(steps.step) OVER (PARTITION BY steps.trace_id, steps.frame, steps.line ORDER BY steps.step) AS end_step,
        steps.next_kind = 'line'
        AND steps.next_line BETWEEN source_lines.body_first AND source_lines.body_last AS is_begun
    FROM steps
    INNER JOIN source_lines
        ON
            steps.program_id = source_lines.program_id
            AND steps.scope = source_lines.scope
            AND steps.line = source_lines.line
    WHERE steps.kind = 'line' AND source_lines.role IN ('for', 'while')
)

SELECT
    trace_id,
    program_id,
    scope,
    frame,
    shown_call,
    line,
    body_first,
    body_last,
    is_outer_loop,
    is_literal,
    step,
    end_step,
    cast(row_number() OVER (PARTITION BY trace_id, frame, line ORDER BY step) AS INTEGER) AS iteration
FROM heads
WHERE is_begun
