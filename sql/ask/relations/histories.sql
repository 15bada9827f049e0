-- Variables of one call that only ever hold numbers, texts, truth values or None, summed up over the call.
-- Their value at any event of the call is that of their last binding before it.
-- `n_changes` counts the bindings that gave a value different from the one before, the first one not included.
-- reads: bindings (trace_id VARCHAR, program_id VARCHAR, scope INTEGER, frame INTEGER, shown_call INTEGER,
--   variable VARCHAR, step INTEGER, value VARCHAR, type VARCHAR, is_atom BOOLEAN)
-- returns: trace_id VARCHAR, program_id VARCHAR, scope INTEGER, frame INTEGER, shown_call INTEGER, variable VARCHAR,
--   n_changes BIGINT, n_values BIGINT, n_types BIGINT, type VARCHAR, first_value VARCHAR, last_value VARCHAR
WITH compared AS (
    SELECT
        *,
        coalesce(
            value != lag(value) OVER in_frame OR type != lag(type) OVER in_frame, FALSE
        ) AS is_changed
    FROM bindings
    WINDOW in_frame AS (PARTITION BY trace_id, frame, variable ORDER BY step)
)

SELECT
    trace_id,
    program_id,
    scope,
    frame,
    any_value(shown_call) AS shown_call,
    variable,
    count(*) FILTER (WHERE is_changed) AS n_changes,
    count(DISTINCT value) AS n_values,
    count(DISTINCT type) AS n_types,
    min(type) AS type,
    arg_min(value, step) AS first_value,
    arg_max(value, step) AS last_value
FROM compared
GROUP BY trace_id, program_id, scope, frame, variable
HAVING bool_and(is_atom)
