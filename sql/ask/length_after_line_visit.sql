-- length_after_line_visit: how long a list, tuple or text is just after the line that set it ran for the m-th time.
-- Only lists and tuples of numbers and texts without escapes. Left out as trivial: what stands on the line itself.
-- reads: bindings (trace_id VARCHAR, program_id VARCHAR, scope INTEGER, frame INTEGER, shown_call INTEGER,
--   variable VARCHAR, step INTEGER, kind VARCHAR, line INTEGER, visit INTEGER, next_kind VARCHAR, value VARCHAR,
--   type VARCHAR, answer_type VARCHAR), source_lines (program_id VARCHAR, scope INTEGER, line INTEGER, role VARCHAR,
--   is_literal BOOLEAN)
-- params: seed VARCHAR, per_run INTEGER, max_count INTEGER
-- returns: trace_id VARCHAR, program_id VARCHAR, scope INTEGER, shown_call INTEGER, step INTEGER, line INTEGER,
--   visit INTEGER, variable VARCHAR, answer VARCHAR, answer_type VARCHAR, draw VARCHAR
WITH measured AS (
    SELECT
        bindings.*,
        CASE
            WHEN bindings.value IN ('[]', '()') THEN 0
            WHEN
                bindings.type IN ('list', 'tuple')
                AND regexp_full_match(bindings.value, '[\[(]-?[0-9.]+(?:, -?[0-9.]+)*,?[\])]')
                THEN len(string_split(bindings.value, ', '))
            WHEN bindings.type = 'str' AND regexp_full_match(bindings.value, '''[ -&(-\[\]-~]*''')
                THEN length(bindings.value) - 2
        END AS n
    FROM bindings
    INNER JOIN source_lines
        ON
            bindings.program_id = source_lines.program_id
            AND bindings.scope = source_lines.scope
            AND bindings.line = source_lines.line
    WHERE
        bindings.kind = 'line'
        AND bindings.next_kind IN ('line', 'return')
        AND bindings.answer_type IN ('list', 'tuple', 'str')
        AND source_lines.role IN ('assign', 'expr')
        AND NOT source_lines.is_literal
        AND bindings.visit <= $max_count
        AND (bindings.shown_call IS NULL OR bindings.shown_call <= $max_count)
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
    cast(n AS VARCHAR) AS answer,
    'int' AS answer_type,
    md5(concat_ws('|', $seed, 'length_after_line_visit', trace_id, step, variable)) AS draw
FROM measured
WHERE n > 1
QUALIFY row_number() OVER (PARTITION BY trace_id ORDER BY draw) <= $per_run
ORDER BY trace_id, draw
