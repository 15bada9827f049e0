-- stdout_after: the text that the m-th visit of a line prints, without its final newline.
-- Left out: texts of several lines or with characters that a reader may not see. Left out as trivial: constant texts.
-- reads: steps (trace_id VARCHAR, program_id VARCHAR, scope INTEGER, frame INTEGER, shown_call INTEGER, step INTEGER,
--   kind VARCHAR, line INTEGER, visit INTEGER, next_kind VARCHAR, printed VARCHAR), source_lines (program_id VARCHAR,
--   scope INTEGER, line INTEGER, role VARCHAR, is_literal BOOLEAN)
-- params: seed VARCHAR, per_run INTEGER, max_count INTEGER
-- returns: trace_id VARCHAR, program_id VARCHAR, scope INTEGER, shown_call INTEGER, step INTEGER, line INTEGER,
--   visit INTEGER, answer VARCHAR, answer_type VARCHAR, draw VARCHAR
SELECT
    steps.trace_id,
    steps.program_id,
    steps.scope,
    steps.shown_call,
    steps.step,
    steps.line,
    steps.visit,
    CASE
        WHEN contains(steps.printed, '''') THEN '"' || rtrim(steps.printed, chr(10)) || '"'
        ELSE '''' || rtrim(steps.printed, chr(10)) || ''''
    END AS answer,
    'str' AS answer_type,
    md5(concat_ws('|', $seed, 'stdout_after', steps.trace_id, steps.step)) AS draw
FROM steps
INNER JOIN source_lines
    ON
        steps.program_id = source_lines.program_id
        AND steps.scope = source_lines.scope
        AND steps.line = source_lines.line
WHERE
    steps.kind = 'line'
    AND steps.next_kind IN ('line', 'return')
    AND source_lines.role = 'expr'
    AND NOT source_lines.is_literal
    -- printable ASCII that begins and ends with a visible character, then one newline
    AND regexp_full_match(steps.printed, '[!-~](?:[ -~]{0,118}[!-~])?\n')
    AND NOT contains(steps.printed, '\')
    AND NOT (contains(steps.printed, '''') AND contains(steps.printed, '"'))
    AND steps.visit <= $max_count
    AND (steps.shown_call IS NULL OR steps.shown_call <= $max_count)
QUALIFY row_number() OVER (PARTITION BY steps.trace_id ORDER BY draw) <= $per_run
ORDER BY steps.trace_id, draw
