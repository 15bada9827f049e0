-- value_at_iteration: what a variable holds at the end of the i-th iteration of a loop, when its head is reached again.
-- Only loops that stand in no other loop, so that the number of the iteration says which one is meant. Left out as
-- trivial: variables that the head itself binds or that change less than twice in the call.
-- reads: iterations (trace_id VARCHAR, program_id VARCHAR, scope INTEGER, frame INTEGER, shown_call INTEGER,
--   line INTEGER, body_first INTEGER, body_last INTEGER, is_outer_loop BOOLEAN, step INTEGER, end_step INTEGER,
--   iteration INTEGER), histories (trace_id VARCHAR, frame INTEGER, variable VARCHAR, n_changes BIGINT),
--   bindings (trace_id VARCHAR, frame INTEGER, variable VARCHAR, step INTEGER, line INTEGER, value VARCHAR,
--   answer_type VARCHAR)
-- params: seed VARCHAR, per_run INTEGER, max_count INTEGER
-- returns: trace_id VARCHAR, program_id VARCHAR, scope INTEGER, shown_call INTEGER, step INTEGER, line INTEGER,
--   visit INTEGER, variable VARCHAR, answer VARCHAR, answer_type VARCHAR, draw VARCHAR
WITH loops AS (
    SELECT DISTINCT
        trace_id,
        frame,
        line,
        body_first,
        body_last
    FROM iterations
    WHERE is_outer_loop
),

changed AS (
    SELECT
        loops.trace_id,
        loops.frame,
        loops.line,
        histories.variable
    FROM loops
    INNER JOIN histories ON loops.trace_id = histories.trace_id AND loops.frame = histories.frame
    INNER JOIN bindings
        ON
            histories.trace_id = bindings.trace_id
            AND histories.frame = bindings.frame
            AND histories.variable = bindings.variable
    WHERE
        histories.n_changes > 1
        AND (bindings.line = loops.line OR bindings.line BETWEEN loops.body_first AND loops.body_last)
    GROUP BY loops.trace_id, loops.frame, loops.line, histories.variable
    HAVING bool_and(bindings.line != loops.line)
),

ends AS (
    SELECT
        iterations.*,
        changed.variable
    FROM iterations
    INNER JOIN changed
        ON
            iterations.trace_id = changed.trace_id
            AND iterations.frame = changed.frame
            AND iterations.line = changed.line
    WHERE
        iterations.end_step IS NOT NULL
        AND iterations.iteration BETWEEN 2 AND $max_count
        AND (iterations.shown_call IS NULL OR iterations.shown_call <= $max_count)
)

SELECT
    ends.trace_id,
    ends.program_id,
    ends.scope,
    ends.shown_call,
    ends.step,
    ends.line,
    ends.iteration AS visit,
    ends.variable,
    bindings.value AS answer,
    bindings.answer_type,
    md5(concat_ws('|', $seed, 'value_at_iteration', ends.trace_id, ends.step, ends.variable)) AS draw
FROM ends
ASOF INNER JOIN bindings
    ON
        ends.trace_id = bindings.trace_id
        AND ends.frame = bindings.frame
        AND ends.variable = bindings.variable
        AND ends.end_step > bindings.step
WHERE bindings.answer_type IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY ends.trace_id ORDER BY draw) <= $per_run
ORDER BY ends.trace_id, draw
