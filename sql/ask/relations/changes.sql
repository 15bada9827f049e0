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

rooted AS (
    SELECT
        *,
        regexp_extract(change.path, '^[^.\[]+') AS root
    FROM listed
)

SELECT
    rooted.trace_id,
    frames.program_id,
    frames.scope,
    rooted.frame,
    rooted.step,
    cast(rooted.place AS INTEGER) AS place,
    rooted.root,
    rooted.change.path,
    rooted.change.op,
    rooted.change.value,
    rooted.change.type
FROM rooted
INNER JOIN frames ON rooted.trace_id = frames.trace_id AND rooted.frame = frames.frame
INNER JOIN variables
    ON frames.program_id = variables.program_id AND frames.scope = variables.scope AND rooted.root = variables.variable
