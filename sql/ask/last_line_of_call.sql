-- last_line_of_call: the number of the last line that a call runs before it returns.
-- Left out as trivial: functions with fewer than two lines that return.
-- reads: steps (trace_id VARCHAR, program_id VARCHAR, scope INTEGER, frame INTEGER, shown_call INTEGER, step INTEGER,
--   kind VARCHAR, line INTEGER), frames (trace_id VARCHAR, frame INTEGER, return_step INTEGER),
--   source_lines (program_id VARCHAR, scope INTEGER, line INTEGER, role VARCHAR)
-- params: seed VARCHAR, per_run INTEGER, max_count INTEGER
-- returns: trace_id VARCHAR, program_id VARCHAR, scope INTEGER, shown_call INTEGER, step INTEGER, answer VARCHAR,
--   answer_type VARCHAR, draw VARCHAR
WITH branching AS (
    SELECT
        program_id,
        scope
    FROM source_lines
    WHERE role = 'return'
    GROUP BY program_id, scope
    HAVING count(*) > 1
),

lasts AS (
    SELECT steps.*
    FROM steps
    INNER JOIN branching ON steps.program_id = branching.program_id AND steps.scope = branching.scope
    WHERE steps.kind = 'line' AND (steps.shown_call IS NULL OR steps.shown_call <= $max_count)
    QUALIFY row_number() OVER (PARTITION BY steps.trace_id, steps.frame ORDER BY steps.step DESC) = 1
)

SELECT
    lasts.trace_id,
    lasts.program_id,
    lasts.scope,
    lasts.shown_call,
    frames.return_step AS step,
    cast(lasts.line AS VARCHAR) AS answer,
    'line' AS answer_type,
    md5(concat_ws('|', $seed, 'last_line_of_call', lasts.trace_id, lasts.frame)) AS draw
FROM lasts
INNER JOIN frames ON lasts.trace_id = frames.trace_id AND lasts.frame = frames.frame
INNER JOIN source_lines
    ON
        lasts.program_id = source_lines.program_id
        AND lasts.scope = source_lines.scope
        AND lasts.line = source_lines.line
WHERE frames.return_step IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY lasts.trace_id ORDER BY draw) <= $per_run
ORDER BY lasts.trace_id, draw
