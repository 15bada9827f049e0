-- The calls of functions that a question can name, and the module of programs that read standard input.
-- `return_step` is null for a call that did not return. `call` is the place of the call among those of its function, in
-- the order in which they begin; `shown_call` is null where the function is surely called only once, so that a
-- question need not say which call it means. `is_given`: the call that the input of the run itself makes.
-- reads: events, traces (trace_id VARCHAR, program_id VARCHAR, is_call BOOLEAN, is_truncated BOOLEAN),
--   functions (program_id VARCHAR, scope INTEGER, function VARCHAR, def_line INTEGER)
-- returns: trace_id VARCHAR, program_id VARCHAR, scope INTEGER, function VARCHAR, def_line INTEGER, frame INTEGER,
--   call_step INTEGER, return_step INTEGER, last_step INTEGER, return_value VARCHAR, call INTEGER, shown_call INTEGER,
--   is_given BOOLEAN, is_truncated BOOLEAN
WITH spans AS (
    SELECT
        trace_id,
        frame,
        min(step) AS call_step,
        max(step) AS last_step,
        arg_min(function, step) AS function,
        arg_min(line, step) AS line,
        min(depth) AS depth,
        arg_max(kind, step) AS last_kind,
        arg_max(value, step) AS last_value
    FROM events
    GROUP BY trace_id, frame
),

traced AS MATERIALIZED (
    SELECT
        spans.*,
        traces.program_id,
        traces.is_call,
        traces.is_truncated
    FROM spans
    INNER JOIN traces ON spans.trace_id = traces.trace_id
)

SELECT
    traced.trace_id,
    traced.program_id,
    functions.scope,
    functions.function,
    functions.def_line,
    traced.frame,
    traced.call_step,
    CASE WHEN traced.last_kind = 'return' THEN traced.last_step END AS return_step,
    traced.last_step,
    CASE WHEN traced.last_kind = 'return' THEN traced.last_value END AS return_value,
    cast(row_number() OVER by_call AS INTEGER) AS call,
    CASE WHEN traced.is_truncated OR count(*) OVER of_function > 1 THEN cast(row_number() OVER by_call AS INTEGER) END
        AS shown_call,
    traced.is_call AND traced.depth = min(traced.depth) FILTER (WHERE traced.function != '<module>') OVER of_trace
        AS is_given,
    traced.is_truncated
FROM traced
INNER JOIN functions
    ON
        traced.program_id = functions.program_id
        AND traced.function = functions.function
        AND (traced.line = functions.scope OR functions.scope = 0)
WHERE NOT (traced.is_call AND functions.scope = 0)
WINDOW
    of_trace AS (PARTITION BY traced.trace_id),
    of_function AS (PARTITION BY traced.trace_id, functions.scope),
    by_call AS (PARTITION BY traced.trace_id, functions.scope ORDER BY traced.call_step)
