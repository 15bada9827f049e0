-- The calls of functions that a question can name, and the module of programs that read standard input.
-- `return_step` is null for a call that did not return. `call` is the place of the call among those of its function, in
-- the order in which they begin; `shown_call` is null where the function is surely called only once, so that a
-- question need not say which call it means. `is_given`: the call that the input of the run itself makes.
-- reads: events, traces (trace_id VARCHAR, program_id VARCHAR, is_call BOOLEAN, is_truncated BOOLEAN),
--   functions (program_id VARCHAR, scope INTEGER, function VARCHAR, def_line INTEGER)
-- returns: trace_id VARCHAR, program_id VARCHAR, scope INTEGER, function VARCHAR, def_line INTEGER, frame INTEGER,
--   call_step INTEGER, return_step INTEGER, last_step INTEGER, return_value VARCHAR, call INTEGER, n_calls INTEGER,
--   shown_call INTEGER, is_given BOOLEAN, is_truncated BOOLEAN
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
)

SELECT
    spans.trace_id,
    traces.program_id,
    functions.scope,
    functions.function,
    functions.def_line,
    spans.frame,
    spans.call_step,
    CASE WHEN spans.last_kind = 'return' THEN spans.last_step END AS return_step,
    spans.last_step,
    CASE WHEN spans.last_kind = 'return' THEN spans.last_value END AS return_value,
    cast(row_number() OVER by_call AS INTEGER) AS call,
    cast(count(*) OVER of_function AS INTEGER) AS n_calls,
    CASE WHEN traces.is_truncated OR count(*) OVER of_function > 1 THEN cast(row_number() OVER by_call AS INTEGER) END
        AS shown_call,
    traces.is_call AND spans.depth = min(spans.depth) FILTER (WHERE spans.function != '<module>') OVER of_trace
        AS is_given,
    traces.is_truncated
FROM spans
INNER JOIN traces ON spans.trace_id = traces.trace_id
INNER JOIN functions
    ON
        traces.program_id = functions.program_id
        AND spans.function = functions.function
        AND (spans.line = functions.scope OR functions.scope = 0)
WHERE NOT (traces.is_call AND functions.scope = 0)
WINDOW
    of_trace AS (PARTITION BY spans.trace_id),
    of_function AS (PARTITION BY spans.trace_id, functions.scope),
    by_call AS (PARTITION BY spans.trace_id, functions.scope ORDER BY spans.call_step)
