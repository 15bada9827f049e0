-- n_lines_run: how many lines one call (or the module) runs, repeats counted, lines of other calls not.
-- Left out: calls with a line that is not one whole statement. Left out as trivial: calls that run no line twice.
-- reads: steps (trace_id VARCHAR, program_id VARCHAR, scope INTEGER, frame INTEGER, shown_call INTEGER, kind VARCHAR,
--   line INTEGER, visit INTEGER), frames (trace_id VARCHAR, frame INTEGER, return_step INTEGER),
--   source_lines (program_id VARCHAR, scope INTEGER, line INTEGER, has_inlined_loop BOOLEAN)
-- params: seed VARCHAR, per_run INTEGER, max_count INTEGER
-- returns: trace_id VARCHAR, program_id VARCHAR, scope INTEGER, shown_call INTEGER, step INTEGER, answer VARCHAR,
--   answer_type VARCHAR, draw VARCHAR
SELECT
    steps.trace_id,
    steps.program_id,
    steps.scope,
    any_value(steps.shown_call) AS shown_call,
    any_value(frames.return_step) AS step,
    cast(count(*) AS VARCHAR) AS answer,
    'int' AS answer_type,
    md5(concat_ws('|', $seed, 'n_lines_run', steps.trace_id, steps.frame)) AS draw
FROM steps
INNER JOIN frames ON steps.trace_id = frames.trace_id AND steps.frame = frames.frame
LEFT JOIN source_lines
    ON
        steps.program_id = source_lines.program_id
        AND steps.scope = source_lines.scope
        AND steps.line = source_lines.line
WHERE
    steps.kind = 'line'
    AND steps.scope > 0
    AND frames.return_step IS NOT NULL
    AND (steps.shown_call IS NULL OR steps.shown_call <= $max_count)
GROUP BY steps.trace_id, steps.program_id, steps.scope, steps.frame
HAVING
    count(*) BETWEEN 5 AND 2 * $max_count
    AND max(steps.visit) > 1
    AND bool_and(source_lines.line IS NOT NULL AND NOT source_lines.has_inlined_loop)
QUALIFY row_number() OVER (PARTITION BY steps.trace_id ORDER BY draw) <= $per_run
ORDER BY steps.trace_id, draw
