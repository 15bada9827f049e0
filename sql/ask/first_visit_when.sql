-- first_visit_when: in which iteration of a loop a variable first gets a value.
-- Only loops that stand in no other loop. `detail` is the value. Left out as trivial: the first iteration, and
-- variables that the head of the loop binds. Left out as doubtful: variables of several types (1 and 1.0 are equal).
-- reads: iterations (trace_id VARCHAR, program_id VARCHAR, scope INTEGER, frame INTEGER, shown_call INTEGER,
--   line INTEGER, body_first INTEGER, body_last INTEGER, is_outer_loop BOOLEAN, step INTEGER, iteration INTEGER),
--   histories (trace_id VARCHAR, frame INTEGER, variable VARCHAR, n_changes BIGINT), bindings (trace_id VARCHAR,
--   frame INTEGER, variable VARCHAR, step INTEGER, line INTEGER, value VARCHAR, type VARCHAR, answer_type VARCHAR)
-- params: seed VARCHAR, per_run INTEGER, max_count INTEGER
-- returns: trace_id VARCHAR, program_id VARCHAR, scope INTEGER, shown_call INTEGER, step INTEGER, line INTEGER,
--   variable VARCHAR, detail VARCHAR, answer VARCHAR, answer_type VARCHAR, draw VARCHAR
WITH known AS (
    SELECT bindings.*
    FROM bindings
    INNER JOIN histories
        ON
            bindings.trace_id = histories.trace_id
            AND bindings.frame = histories.frame
            AND bindings.variable = histories.variable
    WHERE histories.n_changes > 1
    QUALIFY
        count(DISTINCT bindings.type) FILTER (WHERE bindings.type != 'NoneType') OVER (
            PARTITION BY bindings.trace_id, bindings.frame, bindings.variable
        ) = 1
),

firsts AS (
    SELECT *
    FROM known
    QUALIFY row_number() OVER (PARTITION BY trace_id, frame, variable, value, type ORDER BY step) = 1
),

outer_iterations AS (
    SELECT *
    FROM iterations
    WHERE is_outer_loop
),

placed AS (
    SELECT
        iterations.*,
        firsts.variable,
        firsts.value,
        firsts.answer_type,
        firsts.step AS set_step
    FROM firsts
    ASOF INNER JOIN outer_iterations AS iterations
        ON
            firsts.trace_id = iterations.trace_id
            AND firsts.frame = iterations.frame
            AND firsts.step > iterations.step
    WHERE
        firsts.line BETWEEN iterations.body_first AND iterations.body_last
        AND firsts.answer_type IS NOT NULL
        -- the question quotes the value
        AND length(firsts.value) <= 60
        AND NOT contains(firsts.value, '`')
)

SELECT
    trace_id,
    program_id,
    scope,
    shown_call,
    set_step AS step,
    line,
    variable,
    value AS detail,
    cast(iteration AS VARCHAR) AS answer,
    'int' AS answer_type,
    md5(concat_ws('|', $seed, 'first_visit_when', trace_id, set_step, variable)) AS draw
FROM placed
WHERE
    iteration BETWEEN 2 AND $max_count
    AND (shown_call IS NULL OR shown_call <= $max_count)
    AND NOT EXISTS (
        SELECT 1
        FROM bindings AS at_head
        WHERE
            at_head.trace_id = placed.trace_id
            AND at_head.frame = placed.frame
            AND at_head.variable = placed.variable
            AND at_head.line = placed.line
    )
QUALIFY row_number() OVER (PARTITION BY trace_id ORDER BY draw) <= $per_run
ORDER BY trace_id, draw
