-- recursion_depth: the largest number of calls of a function that are open at the same time in the whole run.
-- Left out as trivial: functions that are never called while they are running.
-- reads: frames (trace_id VARCHAR, program_id VARCHAR, scope INTEGER, function VARCHAR, def_line INTEGER,
--   call_step INTEGER, last_step INTEGER, is_truncated BOOLEAN)
-- params: seed VARCHAR, per_run INTEGER
-- returns: trace_id VARCHAR, program_id VARCHAR, scope INTEGER, step INTEGER, line INTEGER, variable VARCHAR,
--   answer VARCHAR, answer_type VARCHAR, draw VARCHAR
WITH turns AS (
    SELECT
        trace_id,
        program_id,
        scope,
        function,
        def_line,
        call_step AS step,
        1 AS change
    FROM frames
    WHERE scope > 0 AND NOT is_truncated
    UNION ALL
    SELECT
        trace_id,
        program_id,
        scope,
        function,
        def_line,
        last_step AS step,
        -1 AS change
    FROM frames
    WHERE scope > 0 AND NOT is_truncated
),

opened AS (
    SELECT
        *,
        sum(change) OVER (PARTITION BY trace_id, scope ORDER BY step ASC, change DESC) AS depth
    FROM turns
),

deepest AS (
    SELECT *
    FROM opened
    QUALIFY row_number() OVER (PARTITION BY trace_id, scope ORDER BY depth DESC, step ASC) = 1
)

SELECT
    trace_id,
    program_id,
    scope,
    step,
    def_line AS line,
    function AS variable,
    cast(cast(depth AS BIGINT) AS VARCHAR) AS answer,
    'int' AS answer_type,
    md5(concat_ws('|', $seed, 'recursion_depth', trace_id, scope)) AS draw
FROM deepest
WHERE depth > 1
QUALIFY row_number() OVER (PARTITION BY trace_id ORDER BY draw) <= $per_run
ORDER BY trace_id, draw
