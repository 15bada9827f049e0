-- return_value_of_call: what the k-th call of a function returns; calls are counted as they begin.
-- Left out as trivial: the call that the input itself makes (its value is the run's own answer), None, and functions
-- that return the same from each of several calls.
-- reads: frames (trace_id VARCHAR, program_id VARCHAR, scope INTEGER, function VARCHAR, def_line INTEGER,
--   frame INTEGER, return_step INTEGER, return_value VARCHAR, call INTEGER, shown_call INTEGER, is_given BOOLEAN),
--   literals (value VARCHAR, answer_type VARCHAR)
-- params: seed VARCHAR, per_run INTEGER, max_count INTEGER
-- returns: trace_id VARCHAR, program_id VARCHAR, scope INTEGER, shown_call INTEGER, step INTEGER, line INTEGER,
--   visit INTEGER, variable VARCHAR, answer VARCHAR, answer_type VARCHAR, draw VARCHAR
WITH returned AS (
    SELECT *
    FROM frames
    WHERE return_step IS NOT NULL AND scope > 0
    WINDOW of_function AS (PARTITION BY trace_id, scope)
    QUALIFY
        count(*) OVER of_function = 1
        OR min(return_value) OVER of_function != max(return_value) OVER of_function
)

SELECT
    returned.trace_id,
    returned.program_id,
    returned.scope,
    returned.shown_call,
    returned.return_step AS step,
    returned.def_line AS line,
    returned.call AS visit,
    returned.function AS variable,
    returned.return_value AS answer,
    literals.answer_type,
    md5(concat_ws('|', $seed, 'return_value_of_call', returned.trace_id, returned.frame)) AS draw
FROM returned
INNER JOIN literals ON returned.return_value = literals.value
WHERE literals.answer_type != 'none' AND NOT returned.is_given AND returned.call <= $max_count
QUALIFY row_number() OVER (PARTITION BY returned.trace_id ORDER BY draw) <= $per_run
ORDER BY returned.trace_id, draw
