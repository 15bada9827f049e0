-- The events of one run, in their order.
-- reads: events
-- params: trace_id VARCHAR
-- returns: the columns of events
SELECT
    events.trace_id,
    events.step,
    events.kind,
    events.frame,
    events.depth,
    events.function,
    events.line,
    events.visit,
    events.changes,
    events.value,
    events.stdout_delta,
    events.heap
FROM events
WHERE events.trace_id = $trace_id
ORDER BY events.step ASC
