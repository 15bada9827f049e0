-- Runs that questions may be asked about: the program ran to an end of its own.
-- reads: runs
-- returns: trace_id VARCHAR, program_id VARCHAR, is_call BOOLEAN, is_truncated BOOLEAN, is_python_311 BOOLEAN,
--   result VARCHAR, call VARCHAR
SELECT
    trace_id,
    program_id,
    input_kind = 'call' AS is_call,
    is_truncated,
    receipt.python LIKE '3.11%' AS is_python_311,
    result,
    CASE WHEN input_kind = 'call' THEN input END AS call
FROM runs
WHERE outcome IN ('ok', 'exception')
