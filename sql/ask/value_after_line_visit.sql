-- value_after_line_visit: what a variable holds just after a line that set it ran for the m-th time.
-- Left out as trivial: a value that stands on the line itself.
-- reads: bindings (trace_id VARCHAR, program_id VARCHAR, scope INTEGER, frame INTEGER, shown_call INTEGER,
--   variable VARCHAR, step INTEGER, kind VARCHAR, line INTEGER, visit INTEGER, next_kind VARCHAR, value VARCHAR,
--   answer_type VARCHAR), source_lines (program_id VARCHAR, scope INTEGER, line INTEGER, role VARCHAR,
--   is_literal BOOLEAN)
-- params: seed VARCHAR, per_run INTEGER, max_count INTEGER
-- returns: trace_id VARCHAR, program_id VARCHAR, scope INTEGER, shown_call INTEGER, step INTEGER, line INTEGER,
--   visit INTEGER, variable VARCHAR, answer VARCHAR, answer_type VARCHAR, draw VARCHAR
SELECT
    bindings.trace_id,
    bindings.program_id,
    bindings.scope,
    bindings.shown_call,
    bindings.step,
    bindings.line,
    bindings.visit,
    bindings.variable,
    bindings.value AS answer,
    bindings.answer_type,
    md5(concat_ws('|', $seed, 'value_after_line_visit', bindings.trace_id, bindings.step, bindings.variable)) AS draw
FROM bindings
INNER JOIN source_lines
    ON
        bindings.program_id = source_lines.program_id
        AND bindings.scope = source_lines.scope
        AND bindings.line = source_lines.line
WHERE
    bindings.kind = 'line'
    AND bindings.next_kind IN ('line', 'return')
    AND bindings.answer_type IS NOT NULL
    AND source_lines.role IN ('assign', 'expr')
    AND NOT source_lines.is_literal
    AND bindings.visit <= $max_count
    AND (bindings.shown_call IS NULL OR bindings.shown_call <= $max_count)
QUALIFY row_number() OVER (PARTITION BY bindings.trace_id ORDER BY draw) <= $per_run
ORDER BY bindings.trace_id, draw
