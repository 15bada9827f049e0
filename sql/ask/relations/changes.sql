-- The changes of variables that only their own frame binds, and of what those variables hold, one row per change.
-- `root` is the variable, `path` the variable itself or something inside it.
-- reads: events, frames (trace_id VARCHAR, program_id VARCHAR, scope INTEGER, frame INTEGER),
--   variables (program_id VARCHAR, scope INTEGER, variable VARCHAR)
-- returns: trace_id VARCHAR, program_id VARCHAR, scope INTEGER, frame INTEGER, step INTEGER, place INTEGER,
--   root VARCHAR, path VARCHAR, op VARCHAR, value VARCHAR, type VARCHAR
WITH listed AS (
    SELECT
        trace_id,
        frame,
        step,
        unnest(changes) AS change,
        generate_subscripts(changes, 1) AS place
    FROM events
    WHERE len(changes) > 0
),

framed AS MATERIALIZED (
    SELECT
        frames.program_id,
        frames.scope,
        listed.*,
        split_part(split_part(listed.change.path, '[', 1), '.', 1) AS root
    FROM listed
    INNER JOIN frames ON listed.trace_id = frames.trace_id AND listed.frame = frames.frame
)

SELECT
    framed.trace_id,
    framed.program_id,
    framed.scope,
    framed.frame,
    framed.step,
    cast(framed.place AS INTEGER) AS place,
    framed.root,
    framed.change.path,
    framed.change.op,
    framed.change.value,
    framed.change.type
FROM framed
-- all three conditions at once: joined by name alone first, the rows of all programs would meet
INNER JOIN variables
    ON framed.program_id = variables.program_id AND framed.scope = variables.scope AND framed.root = variables.variable
