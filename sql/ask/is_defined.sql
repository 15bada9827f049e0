-- is_defined: whether a variable has a value yet when a line is about to run for the first time in a call.
-- Left out as trivial: parameters, and variables that are set on the first line of the call. Left out: variables that
-- are deleted, or whose first value is no plain literal.
-- reads: steps (trace_id VARCHAR, program_id VARCHAR, scope INTEGER, frame INTEGER, shown_call INTEGER, step INTEGER,
--   kind VARCHAR, line INTEGER, visit INTEGER), source_lines (program_id VARCHAR, scope INTEGER, line INTEGER),
--   variables (program_id VARCHAR, scope INTEGER, variable VARCHAR, is_parameter BOOLEAN), changes (trace_id VARCHAR,
--   frame INTEGER, root VARCHAR, path VARCHAR, op VARCHAR), bindings (trace_id VARCHAR, frame INTEGER,
--   variable VARCHAR, step INTEGER, answer_type VARCHAR), frames (trace_id VARCHAR, frame INTEGER, call_step INTEGER)
-- params: seed VARCHAR, per_run INTEGER, max_count INTEGER
-- returns: trace_id VARCHAR, program_id VARCHAR, scope INTEGER, shown_call INTEGER, step INTEGER, line INTEGER,
--   variable VARCHAR, answer VARCHAR, answer_type VARCHAR, draw VARCHAR
WITH kept AS (
    SELECT
        trace_id,
        frame,
        root AS variable
    FROM changes
    GROUP BY trace_id, frame, root
    HAVING bool_and(path != root OR op = 'set')
),

firsts AS (
    SELECT
        bindings.trace_id,
        bindings.frame,
        bindings.variable,
        min(bindings.step) AS step
    FROM bindings
    INNER JOIN kept
        ON
            bindings.trace_id = kept.trace_id
            AND bindings.frame = kept.frame
            AND bindings.variable = kept.variable
    GROUP BY bindings.trace_id, bindings.frame, bindings.variable
    HAVING arg_min(coalesce(bindings.answer_type, ''), bindings.step) != ''
),

visits AS (
    SELECT steps.*
    FROM steps
    INNER JOIN source_lines
        ON
            steps.program_id = source_lines.program_id
            AND steps.scope = source_lines.scope
            AND steps.line = source_lines.line
    WHERE
        steps.kind = 'line'
        AND steps.visit = 1
        AND steps.scope > 0
        AND (steps.shown_call IS NULL OR steps.shown_call <= $max_count)
),

judged AS (
    SELECT
        visits.*,
        firsts.variable,
        firsts.step < visits.step AS is_defined
    FROM visits
    INNER JOIN firsts ON visits.trace_id = firsts.trace_id AND visits.frame = firsts.frame
    INNER JOIN frames ON visits.trace_id = frames.trace_id AND visits.frame = frames.frame
    INNER JOIN variables
        ON
            visits.program_id = variables.program_id
            AND visits.scope = variables.scope
            AND firsts.variable = variables.variable
    WHERE NOT variables.is_parameter AND visits.step > frames.call_step + 1 AND firsts.step > frames.call_step + 1
)

SELECT
    trace_id,
    program_id,
    scope,
    shown_call,
    step,
    line,
    variable,
    CASE WHEN is_defined THEN 'True' ELSE 'False' END AS answer,
    'bool' AS answer_type,
    md5(concat_ws('|', $seed, 'is_defined', trace_id, step, variable)) AS draw
FROM judged
-- as many of either answer as there are
QUALIFY row_number() OVER (PARTITION BY trace_id, is_defined ORDER BY draw) <= $per_run
ORDER BY trace_id, draw
