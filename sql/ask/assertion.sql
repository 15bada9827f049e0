-- assertion: the value that completes an assertion about the call that the input makes. `detail` is the call.
-- Left out as trivial: None, and calls of one line. Left out: calls whose value is not simply that of the function they
-- name, and calls of more than 300 events, which are too long to follow.
-- reads: frames (trace_id VARCHAR, program_id VARCHAR, scope INTEGER, function VARCHAR, call_step INTEGER,
--   return_step INTEGER, return_value VARCHAR, is_given BOOLEAN), traces (trace_id VARCHAR, call VARCHAR,
--   result VARCHAR), literals (value VARCHAR, answer_type VARCHAR)
-- params: seed VARCHAR, per_run INTEGER
-- returns: trace_id VARCHAR, program_id VARCHAR, scope INTEGER, step INTEGER, variable VARCHAR, detail VARCHAR,
--   answer VARCHAR, answer_type VARCHAR, draw VARCHAR
SELECT
    frames.trace_id,
    frames.program_id,
    frames.scope,
    frames.return_step AS step,
    frames.function AS variable,
    traces.call AS detail,
    frames.return_value AS answer,
    literals.answer_type,
    md5(concat_ws('|', $seed, 'assertion', frames.trace_id)) AS draw
FROM frames
INNER JOIN traces ON frames.trace_id = traces.trace_id
INNER JOIN literals ON frames.return_value = literals.value
WHERE
    frames.is_given
    AND frames.return_step - frames.call_step BETWEEN 3 AND 300
    AND frames.return_value = traces.result
    AND starts_with(traces.call, frames.function || '(')
    AND length(traces.call) <= 80
    AND NOT contains(traces.call, '`')
    AND NOT contains(traces.call, chr(10))
    AND literals.answer_type != 'none'
QUALIFY
    row_number() OVER (PARTITION BY frames.trace_id ORDER BY draw) <= $per_run
    AND count(*) OVER (PARTITION BY frames.trace_id) = 1
ORDER BY frames.trace_id, draw
