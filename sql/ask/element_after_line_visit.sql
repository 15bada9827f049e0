-- element_after_line_visit: an element such as `dp[2][3]` just after the line that set it ran for the m-th time.
-- reads: changes (trace_id VARCHAR, frame INTEGER, step INTEGER, place INTEGER, root VARCHAR, path VARCHAR, op VARCHAR,
--   value VARCHAR), steps (trace_id VARCHAR, program_id VARCHAR, scope INTEGER, frame INTEGER, shown_call INTEGER,
--   step INTEGER, kind VARCHAR, line INTEGER, visit INTEGER, next_step INTEGER, next_kind VARCHAR),
--   source_lines (program_id VARCHAR, scope INTEGER, line INTEGER, role VARCHAR, is_literal BOOLEAN),
--   literals (value VARCHAR, answer_type VARCHAR)
-- params: seed VARCHAR, per_run INTEGER, max_count INTEGER
-- returns: trace_id VARCHAR, program_id VARCHAR, scope INTEGER, shown_call INTEGER, step INTEGER, line INTEGER,
--   visit INTEGER, variable VARCHAR, answer VARCHAR, answer_type VARCHAR, draw VARCHAR
WITH last_changes AS (
    SELECT *
    FROM changes
    WHERE
        path != root
        AND op = 'set'
        AND regexp_full_match(substr(path, length(root) + 1), '(?:\[(?:-?[0-9]+|''[A-Za-z0-9_ ]*'')\])+')
    QUALIFY row_number() OVER (PARTITION BY trace_id, frame, step, path ORDER BY place DESC) = 1
)

SELECT
    steps.trace_id,
    steps.program_id,
    steps.scope,
    steps.shown_call,
    steps.step,
    steps.line,
    steps.visit,
    last_changes.path AS variable,
    last_changes.value AS answer,
    literals.answer_type,
    md5(concat_ws('|', $seed, 'element_after_line_visit', steps.trace_id, steps.step, last_changes.path)) AS draw
FROM last_changes
INNER JOIN steps
    ON
        last_changes.trace_id = steps.trace_id
        AND last_changes.frame = steps.frame
        AND last_changes.step = steps.step
INNER JOIN source_lines
    ON
        steps.program_id = source_lines.program_id
        AND steps.scope = source_lines.scope
        AND steps.line = source_lines.line
INNER JOIN literals ON last_changes.value = literals.value
WHERE
    steps.kind = 'line'
    AND steps.next_kind IN ('line', 'return')
    -- an assignment is the last that happens on its line; elsewhere no function may have been called on the line
    AND (source_lines.role = 'assign' OR (source_lines.role = 'expr' AND steps.next_step = steps.step + 1))
    AND NOT source_lines.is_literal
    AND literals.answer_type IN ('int', 'float', 'bool', 'str', 'none')
    AND steps.visit <= $max_count
    AND (steps.shown_call IS NULL OR steps.shown_call <= $max_count)
QUALIFY row_number() OVER (PARTITION BY steps.trace_id ORDER BY draw) <= $per_run
ORDER BY steps.trace_id, draw
