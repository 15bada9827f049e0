-- value_before_line_visit: what a variable holds just before line n runs for the m-th time.
-- Left out as trivial: variables that never change in the call, and the first visit of a line.
-- reads: steps (trace_id VARCHAR, program_id VARCHAR, scope INTEGER, frame INTEGER, shown_call INTEGER, step INTEGER,
--   kind VARCHAR, line INTEGER, visit INTEGER), source_lines (program_id VARCHAR, scope INTEGER, line INTEGER,
--   has_inlined_loop BOOLEAN), histories (trace_id VARCHAR, frame INTEGER, variable VARCHAR, n_changes BIGINT),
--   bindings (trace_id VARCHAR, frame INTEGER, variable VARCHAR, step INTEGER, value VARCHAR, answer_type VARCHAR),
--   traces (trace_id VARCHAR, is_python_311 BOOLEAN)
-- params: seed VARCHAR, per_run INTEGER, max_count INTEGER
-- returns: trace_id VARCHAR, program_id VARCHAR, scope INTEGER, shown_call INTEGER, step INTEGER, line INTEGER,
--   visit INTEGER, variable VARCHAR, answer VARCHAR, answer_type VARCHAR, draw VARCHAR
WITH visits AS (
    SELECT steps.*
    FROM steps
    INNER JOIN traces ON steps.trace_id = traces.trace_id
    INNER JOIN source_lines
        ON
            steps.program_id = source_lines.program_id
            AND steps.scope = source_lines.scope
            AND steps.line = source_lines.line
    WHERE
        steps.kind = 'line'
        AND steps.visit BETWEEN 2 AND $max_count
        AND (steps.shown_call IS NULL OR steps.shown_call <= $max_count)
        AND (traces.is_python_311 OR NOT source_lines.has_inlined_loop)
    -- a few visits of each run are enough, and each meets all variables of its call
    QUALIFY
        row_number() OVER (
            PARTITION BY steps.trace_id
            ORDER BY md5(concat_ws('|', $seed, 'before', steps.trace_id, steps.step))
        ) <= 4 * $per_run
),

paired AS (
    SELECT
        visits.*,
        histories.variable
    FROM visits
    INNER JOIN histories ON visits.trace_id = histories.trace_id AND visits.frame = histories.frame
    WHERE histories.n_changes > 0
)

SELECT
    paired.trace_id,
    paired.program_id,
    paired.scope,
    paired.shown_call,
    paired.step,
    paired.line,
    paired.visit,
    paired.variable,
    bindings.value AS answer,
    bindings.answer_type,
    md5(concat_ws('|', $seed, 'value_before_line_visit', paired.trace_id, paired.step, paired.variable)) AS draw
FROM paired
ASOF INNER JOIN bindings
    ON
        paired.trace_id = bindings.trace_id
        AND paired.frame = bindings.frame
        AND paired.variable = bindings.variable
        AND paired.step > bindings.step
WHERE bindings.answer_type IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY paired.trace_id ORDER BY draw) <= $per_run
ORDER BY paired.trace_id, draw
