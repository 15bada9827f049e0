-- loop_iterations: how many iterations a loop begins in one call, all its executions together.
-- Left out as trivial: loops over constants such as `range(10)`, and fewer than two iterations.
-- reads: iterations (trace_id VARCHAR, program_id VARCHAR, scope INTEGER, frame INTEGER, shown_call INTEGER,
--   line INTEGER, is_literal BOOLEAN, iteration INTEGER), frames (trace_id VARCHAR, frame INTEGER, return_step INTEGER)
-- params: seed VARCHAR, per_run INTEGER, max_count INTEGER
-- returns: trace_id VARCHAR, program_id VARCHAR, scope INTEGER, shown_call INTEGER, step INTEGER, line INTEGER,
--   answer VARCHAR, answer_type VARCHAR, draw VARCHAR
SELECT
    iterations.trace_id,
    iterations.program_id,
    iterations.scope,
    iterations.shown_call,
    frames.return_step AS step,
    iterations.line,
    cast(count(*) AS VARCHAR) AS answer,
    'int' AS answer_type,
    md5(concat_ws('|', $seed, 'loop_iterations', iterations.trace_id, iterations.frame, iterations.line)) AS draw
FROM iterations
INNER JOIN frames ON iterations.trace_id = frames.trace_id AND iterations.frame = frames.frame
WHERE
    frames.return_step IS NOT NULL
    AND NOT iterations.is_literal
    AND (iterations.shown_call IS NULL OR iterations.shown_call <= $max_count)
GROUP BY
    iterations.trace_id,
    iterations.program_id,
    iterations.scope,
    iterations.frame,
    iterations.shown_call,
    iterations.line,
    frames.return_step
HAVING count(*) > 1
QUALIFY row_number() OVER (PARTITION BY iterations.trace_id ORDER BY draw) <= $per_run
ORDER BY iterations.trace_id, draw
