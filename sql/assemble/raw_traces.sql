-- The recorded events of runs as text: one line an event, moved in by the depth of its call, with what it changed.
-- A run whose text would be longer than the limit is left out.
-- reads: events, wanted (trace_id VARCHAR)
-- params: max_chars BIGINT
-- returns: trace_id VARCHAR, trace VARCHAR
WITH parts AS (
    SELECT
        events.trace_id,
        events.step,
        repeat('  ', events.depth) AS indent,
        coalesce(': ' || events.value, '') AS given,
        events.kind,
        events.function,
        events.line,
        array_to_string(
            list_transform(
                events.changes,
                LAMBDA c: CASE c['op'] WHEN 'delete' THEN 'del ' || c['path'] ELSE c['path'] || ' = ' || c['value'] END
            ),
            '; '
        ) AS changes,
        CASE WHEN events.stdout_delta != '' THEN ' | prints ' || to_json(events.stdout_delta)::VARCHAR END AS printed
    FROM events
    SEMI JOIN wanted ON events.trace_id = wanted.trace_id
),

told AS (
    SELECT
        trace_id,
        step,
        indent
        || CASE kind
            WHEN 'call' THEN 'call ' || function || ', line ' || line
            WHEN 'line' THEN 'line ' || line
            WHEN 'return' THEN 'return from ' || function || given
            ELSE kind || given
        END
        || CASE WHEN changes != '' THEN ' | ' || changes ELSE '' END
        || coalesce(printed, '') AS line
    FROM parts
),

sized AS (
    SELECT trace_id
    FROM told
    GROUP BY trace_id
    HAVING sum(length(line) + 1) <= $max_chars
)

SELECT
    told.trace_id,
    string_agg(told.line, E'\n' ORDER BY told.step) AS trace
FROM told
SEMI JOIN sized ON told.trace_id = sized.trace_id
GROUP BY told.trace_id
ORDER BY told.trace_id
