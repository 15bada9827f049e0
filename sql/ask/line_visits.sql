-- line_visits: how often a line runs in the whole run, all calls together.
-- Left out: heads of loops (their last check counts as well, which people do not expect) and, as trivial, lines that
-- run less than twice.
-- reads: traces (trace_id VARCHAR, is_truncated BOOLEAN, is_python_311 BOOLEAN), steps (trace_id VARCHAR,
--   program_id VARCHAR, scope INTEGER, kind VARCHAR, line INTEGER), source_lines (program_id VARCHAR, scope INTEGER,
--   line INTEGER, role VARCHAR, has_inlined_loop BOOLEAN)
-- params: seed VARCHAR, per_run INTEGER
-- returns: trace_id VARCHAR, program_id VARCHAR, scope INTEGER, line INTEGER, answer VARCHAR, answer_type VARCHAR,
--   draw VARCHAR
SELECT
    steps.trace_id,
    steps.program_id,
    steps.scope,
    steps.line,
    cast(count(*) AS VARCHAR) AS answer,
    'int' AS answer_type,
    md5(concat_ws('|', $seed, 'line_visits', steps.trace_id, steps.line)) AS draw
FROM steps
INNER JOIN traces ON steps.trace_id = traces.trace_id
INNER JOIN source_lines
    ON
        steps.program_id = source_lines.program_id
        AND steps.scope = source_lines.scope
        AND steps.line = source_lines.line
WHERE
    steps.kind = 'line'
    AND NOT traces.is_truncated
    AND source_lines.role NOT IN ('for', 'while')
    AND (traces.is_python_311 OR NOT source_lines.has_inlined_loop)
GROUP BY steps.trace_id, steps.program_id, steps.scope, steps.line
HAVING count(*) > 1
QUALIFY row_number() OVER (PARTITION BY steps.trace_id ORDER BY draw) <= $per_run
ORDER BY steps.trace_id, draw
