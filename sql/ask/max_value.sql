-- max_value: the largest value that a numeric variable has in one call.
-- Left out as trivial: the value it has first or last, and variables with fewer than three different values.
-- reads: histories (trace_id VARCHAR, frame INTEGER, variable VARCHAR, n_values BIGINT, n_types BIGINT, type VARCHAR,
--   first_value VARCHAR, last_value VARCHAR), frames (trace_id VARCHAR, frame INTEGER, return_step INTEGER),
--   bindings (trace_id VARCHAR, program_id VARCHAR, scope INTEGER, frame INTEGER, shown_call INTEGER, variable VARCHAR,
--   step INTEGER, value VARCHAR, answer_type VARCHAR)
-- params: seed VARCHAR, per_run INTEGER, max_count INTEGER
-- returns: trace_id VARCHAR, program_id VARCHAR, scope INTEGER, shown_call INTEGER, step INTEGER, variable VARCHAR,
--   answer VARCHAR, answer_type VARCHAR, draw VARCHAR
WITH numbers AS (
    SELECT
        bindings.*,
        histories.type = 'int' AS is_int,
        histories.first_value,
        histories.last_value,
        try_cast(bindings.value AS HUGEINT) AS whole_number,
        try_cast(bindings.value AS DOUBLE) AS number
    FROM bindings
    INNER JOIN histories
        ON
            bindings.trace_id = histories.trace_id
            AND bindings.frame = histories.frame
            AND bindings.variable = histories.variable
    INNER JOIN frames ON bindings.trace_id = frames.trace_id AND bindings.frame = frames.frame
    WHERE
        histories.n_types = 1
        AND histories.type IN ('int', 'float')
        AND histories.n_values > 2
        AND frames.return_step IS NOT NULL
        AND (bindings.shown_call IS NULL OR bindings.shown_call <= $max_count)
),

found AS (
    SELECT
        trace_id,
        program_id,
        scope,
        frame,
        any_value(shown_call) AS shown_call,
        variable,
        any_value(first_value) AS first_value,
        any_value(last_value) AS last_value,
        CASE
            WHEN any_value(is_int) THEN cast(max(whole_number) AS VARCHAR)
            ELSE arg_max(value, number)
        END AS answer,
        any_value(answer_type) AS answer_type
    FROM numbers
    GROUP BY trace_id, program_id, scope, frame, variable
    -- every value must be a number that can be compared exactly: no nan or infinity, no -0.0, no integer of 39 digits
    HAVING
        bool_and(answer_type IS NOT NULL)
        AND bool_and(CASE WHEN is_int THEN whole_number IS NOT NULL ELSE isfinite(number) AND value != '-0.0' END)
)

SELECT
    found.trace_id,
    found.program_id,
    found.scope,
    found.shown_call,
    min(numbers.step) AS step,
    found.variable,
    found.answer,
    any_value(found.answer_type) AS answer_type,
    md5(concat_ws('|', $seed, 'max_value', found.trace_id, found.frame, found.variable)) AS draw
FROM found
INNER JOIN numbers
    ON
        found.trace_id = numbers.trace_id
        AND found.frame = numbers.frame
        AND found.variable = numbers.variable
        AND found.answer = numbers.value
WHERE found.answer NOT IN (found.first_value, found.last_value)
GROUP BY found.trace_id, found.program_id, found.scope, found.frame, found.shown_call, found.variable, found.answer
QUALIFY row_number() OVER (PARTITION BY found.trace_id ORDER BY draw) <= $per_run
ORDER BY found.trace_id, draw
