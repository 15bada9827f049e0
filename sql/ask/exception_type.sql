-- exception_type: the class of the first exception that is raised in the run, caught or not, as a text.
-- Left out: the exceptions that end an iterator.
-- reads: events, frames (trace_id VARCHAR, program_id VARCHAR, scope INTEGER, frame INTEGER)
-- params: seed VARCHAR, per_run INTEGER
-- returns: trace_id VARCHAR, program_id VARCHAR, scope INTEGER, step INTEGER, answer VARCHAR, answer_type VARCHAR,
--   draw VARCHAR
WITH firsts AS (
    SELECT
        trace_id,
        frame,
        step,
        line,
        split_part(value, ':', 1) AS name
    FROM events
    WHERE kind = 'exception'
    QUALIFY row_number() OVER (PARTITION BY trace_id ORDER BY step) = 1
)

SELECT
    firsts.trace_id,
    frames.program_id,
    frames.scope,
    firsts.step,
    '''' || firsts.name || '''' AS answer,
    'str' AS answer_type,
    md5(concat_ws('|', $seed, 'exception_type', firsts.trace_id)) AS draw
FROM firsts
INNER JOIN frames ON firsts.trace_id = frames.trace_id AND firsts.frame = frames.frame
WHERE regexp_full_match(firsts.name, '[A-Za-z_][A-Za-z0-9_.]*') AND NOT starts_with(firsts.name, 'Stop')
QUALIFY row_number() OVER (PARTITION BY firsts.trace_id ORDER BY draw) <= $per_run
ORDER BY firsts.trace_id, draw
