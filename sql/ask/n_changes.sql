-- n_changes: how often a variable got a value different from the one it had, its first value not counted, in one call.
-- Left out as trivial: fewer than two changes.
-- reads: histories (trace_id VARCHAR, program_id VARCHAR, scope INTEGER, frame INTEGER, shown_call INTEGER,
--   variable VARCHAR, n_changes BIGINT), frames (trace_id VARCHAR, frame INTEGER, return_step INTEGER)
-- params: seed VARCHAR, per_run INTEGER, max_count INTEGER
-- returns: trace_id VARCHAR, program_id VARCHAR, scope INTEGER, shown_call INTEGER, step INTEGER, variable VARCHAR,
--   answer VARCHAR, answer_type VARCHAR, draw VARCHAR
SELECT
    histories.trace_id,
    histories.program_id,
    histories.scope,
    histories.shown_call,
    frames.return_step AS step,
    histories.variable,
    cast(histories.n_changes AS VARCHAR) AS answer,
    'int' AS answer_type,
    md5(concat_ws('|', $seed, 'n_changes', histories.trace_id, histories.frame, histories.variable)) AS draw
FROM histories
INNER JOIN frames ON histories.trace_id = frames.trace_id AND histories.frame = frames.frame
WHERE
    frames.return_step IS NOT NULL
    AND histories.n_changes > 1
    AND (histories.shown_call IS NULL OR histories.shown_call <= $max_count)
QUALIFY row_number() OVER (PARTITION BY histories.trace_id ORDER BY draw) <= $per_run
ORDER BY histories.trace_id, draw
