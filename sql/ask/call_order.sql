-- call_order: the names of functions in the order in which their calls begin, as a list.
-- Only runs with two to eight calls of at least two functions; the function that the input itself calls is left out.
-- `detail` names the functions.
-- reads: frames (trace_id VARCHAR, program_id VARCHAR, scope INTEGER, function VARCHAR, call_step INTEGER,
--   is_given BOOLEAN, is_truncated BOOLEAN)
-- params: seed VARCHAR, per_run INTEGER
-- returns: trace_id VARCHAR, program_id VARCHAR, scope INTEGER, detail VARCHAR, answer VARCHAR, answer_type VARCHAR,
--   draw VARCHAR
WITH judged AS (
    SELECT
        *,
        bool_or(is_given) OVER (PARTITION BY trace_id, scope) AS is_entry
    FROM frames
    WHERE scope > 0 AND NOT is_truncated
)

SELECT
    trace_id,
    program_id,
    0 AS scope,
    string_agg(DISTINCT '`' || function || '`', ', ' ORDER BY '`' || function || '`') AS detail,
    '[' || string_agg('''' || function || '''', ', ' ORDER BY call_step) || ']' AS answer,
    'list' AS answer_type,
    md5(concat_ws('|', $seed, 'call_order', trace_id)) AS draw
FROM judged
WHERE NOT is_entry
GROUP BY trace_id, program_id
HAVING count(*) BETWEEN 2 AND 8 AND count(DISTINCT function) > 1
QUALIFY row_number() OVER (PARTITION BY trace_id ORDER BY draw) <= $per_run
ORDER BY trace_id, draw
