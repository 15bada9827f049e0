-- call_arguments: the value of a parameter at the k-th call of a function; calls are counted as they begin.
-- Left out as trivial: the call that the input itself makes, and a parameter that is the same in each of several calls.
-- reads: frames (trace_id VARCHAR, program_id VARCHAR, scope INTEGER, def_line INTEGER, frame INTEGER,
--   call_step INTEGER, call INTEGER, shown_call INTEGER, is_given BOOLEAN), bindings (trace_id VARCHAR,
--   program_id VARCHAR, scope INTEGER, frame INTEGER, variable VARCHAR, step INTEGER, value VARCHAR,
--   answer_type VARCHAR), variables (program_id VARCHAR, scope INTEGER, variable VARCHAR, is_parameter BOOLEAN)
-- params: seed VARCHAR, per_run INTEGER, max_count INTEGER
-- returns: trace_id VARCHAR, program_id VARCHAR, scope INTEGER, shown_call INTEGER, step INTEGER, line INTEGER,
--   visit INTEGER, variable VARCHAR, answer VARCHAR, answer_type VARCHAR, draw VARCHAR
WITH given AS (
    SELECT
        frames.*,
        bindings.variable,
        bindings.value,
        bindings.answer_type
    FROM frames
    INNER JOIN bindings
        ON
            frames.trace_id = bindings.trace_id
            AND frames.frame = bindings.frame
            AND frames.call_step = bindings.step
    INNER JOIN variables
        ON
            bindings.program_id = variables.program_id
            AND bindings.scope = variables.scope
            AND bindings.variable = variables.variable
    WHERE frames.scope > 0 AND variables.is_parameter
    WINDOW of_parameter AS (PARTITION BY frames.trace_id, frames.scope, bindings.variable)
    QUALIFY
        count(*) OVER of_parameter = 1
        OR min(bindings.value) OVER of_parameter != max(bindings.value) OVER of_parameter
)

SELECT
    trace_id,
    program_id,
    scope,
    shown_call,
    call_step AS step,
    def_line AS line,
    call AS visit,
    variable,
    value AS answer,
    answer_type,
    md5(concat_ws('|', $seed, 'call_arguments', trace_id, call_step, variable)) AS draw
FROM given
WHERE answer_type IS NOT NULL AND NOT is_given AND call <= $max_count
QUALIFY row_number() OVER (PARTITION BY trace_id ORDER BY draw) <= $per_run
ORDER BY trace_id, draw
