-- next_line: which line of the same call runs next after the m-th visit of a line.
-- Left out: visits that call another function of the program (then its lines are next). Left out as trivial: lines that
-- are always followed by the same line in the call.
-- reads: steps (trace_id VARCHAR, program_id VARCHAR, scope INTEGER, frame INTEGER, shown_call INTEGER, step INTEGER,
--   kind VARCHAR, line INTEGER, visit INTEGER, next_step INTEGER, next_kind VARCHAR, next_line INTEGER),
--   source_lines (program_id VARCHAR, scope INTEGER, line INTEGER, has_inlined_loop BOOLEAN), traces (trace_id VARCHAR,
--   is_python_311 BOOLEAN)
-- params: seed VARCHAR, per_run INTEGER, max_count INTEGER
-- returns: trace_id VARCHAR, program_id VARCHAR, scope INTEGER, shown_call INTEGER, step INTEGER, line INTEGER,
--   visit INTEGER, answer VARCHAR, answer_type VARCHAR, draw VARCHAR
WITH varied AS (
    SELECT *
    FROM steps
    WHERE kind = 'line' AND next_kind = 'line'
    QUALIFY
        min(next_line) OVER (PARTITION BY trace_id, frame, line)
        != max(next_line) OVER (PARTITION BY trace_id, frame, line)
)

SELECT
    varied.trace_id,
    varied.program_id,
    varied.scope,
    varied.shown_call,
    varied.step,
    varied.line,
    varied.visit,
    cast(varied.next_line AS VARCHAR) AS answer,
    'line' AS answer_type,
    md5(concat_ws('|', $seed, 'next_line', varied.trace_id, varied.step)) AS draw
FROM varied
INNER JOIN traces ON varied.trace_id = traces.trace_id
INNER JOIN source_lines
    ON
        varied.program_id = source_lines.program_id
        AND varied.scope = source_lines.scope
        AND varied.line = source_lines.line
INNER JOIN source_lines AS next_lines
    ON
        varied.program_id = next_lines.program_id
        AND varied.scope = next_lines.scope
        AND varied.next_line = next_lines.line
WHERE
    varied.next_step = varied.step + 1
    AND varied.visit <= $max_count
    AND (varied.shown_call IS NULL OR varied.shown_call <= $max_count)
    AND (traces.is_python_311 OR NOT source_lines.has_inlined_loop)
QUALIFY row_number() OVER (PARTITION BY varied.trace_id ORDER BY draw) <= $per_run
ORDER BY varied.trace_id, draw
