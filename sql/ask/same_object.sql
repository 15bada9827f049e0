-- same_object: whether two variables stand for one and the same list, dict or set just after the m-th visit of the line
-- that set one of them. `variable` holds both names, `detail` the comparison. The heap operations of the events say
-- which object a name was bound to. Left out as trivial: variables with different values.
-- reads: events, bindings (trace_id VARCHAR, program_id VARCHAR, scope INTEGER, frame INTEGER, shown_call INTEGER,
--   variable VARCHAR, step INTEGER, kind VARCHAR, line INTEGER, visit INTEGER, next_step INTEGER, next_kind VARCHAR,
--   value VARCHAR, type VARCHAR)
-- params: seed VARCHAR, per_run INTEGER, max_count INTEGER
-- returns: trace_id VARCHAR, program_id VARCHAR, scope INTEGER, shown_call INTEGER, step INTEGER, line INTEGER,
--   visit INTEGER, variable VARCHAR, detail VARCHAR, answer VARCHAR, answer_type VARCHAR, draw VARCHAR
WITH operations AS (
    SELECT
        trace_id,
        step,
        unnest(from_json(heap, '["JSON"]')) AS operation
    FROM events
    WHERE contains(heap, '["b",')
),

bound AS (
    SELECT
        trace_id,
        step,
        cast(operation ->> 1 AS INTEGER) AS frame,
        operation ->> 2 AS variable,
        CASE WHEN json_type(operation -> 3) = 'ARRAY' THEN try_cast(operation -> 3 ->> 0 AS INTEGER) END AS serial
    FROM operations
    WHERE operation ->> 0 = 'b'
),

containers AS (
    SELECT
        *,
        -- a name that gets an equal value again has no turn that could be told
        coalesce(lag(value) OVER (PARTITION BY trace_id, frame, variable ORDER BY step) = value, FALSE) AS is_again
    FROM bindings
),

pairs AS (
    SELECT
        one.trace_id,
        one.program_id,
        one.scope,
        one.frame,
        one.shown_call,
        one.step,
        one.line,
        one.visit,
        one.next_step,
        one.variable AS one_name,
        other.variable AS other_name
    FROM containers AS one
    INNER JOIN containers AS other
        ON
            one.trace_id = other.trace_id
            AND one.frame = other.frame
            AND one.variable != other.variable
            AND one.type = other.type
            AND NOT other.is_again
            AND one.value = other.value
            AND one.step > other.step
    -- the other one has not been touched since
    ANTI JOIN bindings AS later
        ON
            one.trace_id = later.trace_id
            AND one.frame = later.frame
            AND other.variable = later.variable
            AND other.step < later.step
            AND one.step >= later.step
    WHERE
        one.kind = 'line'
        AND one.type IN ('list', 'dict', 'set')
        AND NOT one.is_again
        AND one.next_kind IN ('line', 'return')
        AND one.visit <= $max_count
        AND (one.shown_call IS NULL OR one.shown_call <= $max_count)
),

ones AS (
    SELECT
        pairs.*,
        bound.serial AS one_serial
    FROM pairs
    ASOF INNER JOIN bound
        ON
            pairs.trace_id = bound.trace_id
            AND pairs.frame = bound.frame
            AND pairs.one_name = bound.variable
            AND pairs.next_step >= bound.step
),

both_of AS (
    SELECT
        ones.*,
        bound.serial AS other_serial
    FROM ones
    ASOF INNER JOIN bound
        ON
            ones.trace_id = bound.trace_id
            AND ones.frame = bound.frame
            AND ones.other_name = bound.variable
            AND ones.next_step >= bound.step
)

SELECT
    trace_id,
    program_id,
    scope,
    shown_call,
    step,
    line,
    visit,
    one_name || ', ' || other_name AS variable,
    one_name || ' is ' || other_name AS detail,
    CASE WHEN one_serial = other_serial THEN 'True' ELSE 'False' END AS answer,
    'bool' AS answer_type,
    md5(concat_ws('|', $seed, 'same_object', trace_id, step, one_name, other_name)) AS draw
FROM both_of
WHERE one_serial IS NOT NULL AND other_serial IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY trace_id ORDER BY draw) <= $per_run
ORDER BY trace_id, draw
