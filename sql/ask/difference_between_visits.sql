-- difference_between_visits: by how much a whole number has grown from one visit of the line that sets it to a later
-- one. `detail` is the earlier visit. Left out as trivial: lines that always change it by the same amount.
-- reads: bindings (trace_id VARCHAR, program_id VARCHAR, scope INTEGER, frame INTEGER, shown_call INTEGER,
--   variable VARCHAR, step INTEGER, kind VARCHAR, line INTEGER, visit INTEGER, next_kind VARCHAR, value VARCHAR,
--   type VARCHAR), source_lines (program_id VARCHAR, scope INTEGER, line INTEGER, role VARCHAR)
-- params: seed VARCHAR, per_run INTEGER, max_count INTEGER
-- returns: trace_id VARCHAR, program_id VARCHAR, scope INTEGER, shown_call INTEGER, step INTEGER, line INTEGER,
--   visit INTEGER, variable VARCHAR, detail VARCHAR, answer VARCHAR, answer_type VARCHAR, draw VARCHAR
WITH numbers AS (
    SELECT
        bindings.*,
        try_cast(bindings.value AS BIGINT) AS number,
        try_cast(bindings.value AS BIGINT) - lag(try_cast(bindings.value AS BIGINT)) OVER on_line AS difference,
        lag(bindings.visit) OVER on_line AS earlier
    FROM bindings
    INNER JOIN source_lines
        ON
            bindings.program_id = source_lines.program_id
            AND bindings.scope = source_lines.scope
            AND bindings.line = source_lines.line
    WHERE
        bindings.kind = 'line'
        AND bindings.next_kind IN ('line', 'return')
        AND bindings.type = 'int'
        AND length(bindings.value) <= 15
        AND source_lines.role = 'assign'
        AND (bindings.shown_call IS NULL OR bindings.shown_call <= $max_count)
    WINDOW
        on_line AS (
            PARTITION BY bindings.trace_id, bindings.frame, bindings.variable, bindings.line
            ORDER BY bindings.visit
        )
),

varied AS (
    SELECT *
    FROM numbers
    QUALIFY
        min(difference) OVER (PARTITION BY trace_id, frame, variable, line)
        != max(difference) OVER (PARTITION BY trace_id, frame, variable, line)
)

SELECT
    trace_id,
    program_id,
    scope,
    shown_call,
    step,
    line,
    visit,
    variable,
    cast(earlier AS VARCHAR) AS detail,
    cast(difference AS VARCHAR) AS answer,
    'int' AS answer_type,
    md5(concat_ws('|', $seed, 'difference_between_visits', trace_id, step, variable)) AS draw
FROM varied
WHERE difference IS NOT NULL AND visit <= $max_count
QUALIFY row_number() OVER (PARTITION BY trace_id ORDER BY draw) <= $per_run
ORDER BY trace_id, draw
