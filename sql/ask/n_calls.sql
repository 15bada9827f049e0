-- n_calls: how often a function is called in the whole run, calls by itself included.
-- Left out as trivial: fewer than two calls.
-- reads: frames (trace_id VARCHAR, program_id VARCHAR, scope INTEGER, function VARCHAR, def_line INTEGER,
--   is_truncated BOOLEAN)
-- params: seed VARCHAR, per_run INTEGER
-- returns: trace_id VARCHAR, program_id VARCHAR, scope INTEGER, line INTEGER, variable VARCHAR, answer VARCHAR,
--   answer_type VARCHAR, draw VARCHAR
SELECT
    trace_id,
    program_id,
    scope,
    def_line AS line,
    function AS variable,
    cast(count(*) AS VARCHAR) AS answer,
    'int' AS answer_type,
    md5(concat_ws('|', $seed, 'n_calls', trace_id, scope)) AS draw
FROM frames
WHERE scope > 0 AND NOT is_truncated
GROUP BY trace_id, program_id, scope, def_line, function
HAVING count(*) > 1
QUALIFY row_number() OVER (PARTITION BY trace_id ORDER BY draw) <= $per_run
ORDER BY trace_id, draw
