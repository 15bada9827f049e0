-- sum_of_values: the sum of all values that a whole-number variable has in one call (or in the module).
-- A value that is set again counts once. Left out as trivial: variables with fewer than three values.
-- reads: bindings (trace_id VARCHAR, program_id VARCHAR, scope INTEGER, frame INTEGER, shown_call INTEGER,
--   variable VARCHAR, step INTEGER, value VARCHAR), histories (trace_id VARCHAR, frame INTEGER, variable VARCHAR,
--   n_changes BIGINT, n_types BIGINT, type VARCHAR), frames (trace_id VARCHAR, frame INTEGER, return_step INTEGER)
-- params: seed VARCHAR, per_run INTEGER, max_count INTEGER
-- returns: trace_id VARCHAR, program_id VARCHAR, scope INTEGER, shown_call INTEGER, step INTEGER, variable VARCHAR,
--   answer VARCHAR, answer_type VARCHAR, draw VARCHAR
WITH compared AS (
    SELECT
        bindings.*,
        coalesce(bindings.value = lag(bindings.value) OVER in_frame, FALSE) AS is_same
    FROM bindings
    INNER JOIN histories
        ON
            bindings.trace_id = histories.trace_id
            AND bindings.frame = histories.frame
            AND bindings.variable = histories.variable
    WHERE histories.n_changes BETWEEN 2 AND 11 AND histories.n_types = 1 AND histories.type = 'int'
    WINDOW in_frame AS (PARTITION BY bindings.trace_id, bindings.frame, bindings.variable ORDER BY bindings.step)
)

SELECT
    compared.trace_id,
    compared.program_id,
    compared.scope,
    any_value(compared.shown_call) AS shown_call,
    any_value(frames.return_step) AS step,
    compared.variable,
    cast(sum(try_cast(compared.value AS BIGINT)) AS VARCHAR) AS answer,
    'int' AS answer_type,
    md5(concat_ws('|', $seed, 'sum_of_values', compared.trace_id, compared.frame, compared.variable)) AS draw
FROM compared
INNER JOIN frames ON compared.trace_id = frames.trace_id AND compared.frame = frames.frame
WHERE
    NOT compared.is_same
    AND frames.return_step IS NOT NULL
    AND (compared.shown_call IS NULL OR compared.shown_call <= $max_count)
GROUP BY compared.trace_id, compared.program_id, compared.scope, compared.frame, compared.variable
HAVING bool_and(length(compared.value) <= 9)
QUALIFY row_number() OVER (PARTITION BY compared.trace_id ORDER BY draw) <= $per_run
ORDER BY compared.trace_id, draw
