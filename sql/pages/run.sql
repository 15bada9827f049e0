-- One run and the program it ran, a variant or an original.
-- reads: runs, programs, variants
-- params: trace_id VARCHAR
-- returns: trace_id, program_id, family_id, input_id, input, input_kind, outcome, exit_status, result, result_type,
--   stdout, error, n_events, is_truncated, expected, is_expected, receipt, sandbox_level, duration_s, code VARCHAR,
--   title VARCHAR, source VARCHAR, source_ref VARCHAR, rewrite_chain VARCHAR[]
SELECT
    runs.trace_id,
    runs.program_id,
    runs.family_id,
    runs.input_id,
    runs.input,
    runs.input_kind,
    runs.outcome,
    runs.exit_status,
    runs.result,
    runs.result_type,
    runs.stdout,
    runs.error,
    runs.n_events,
    runs.is_truncated,
    runs.expected,
    runs.is_expected,
    runs.receipt,
    runs.sandbox_level,
    runs.duration_s,
    coalesce(variants.code, programs.code) AS code,
    programs.title,
    programs.source,
    programs.source_ref,
    variants.rewrite_chain
FROM runs
LEFT JOIN variants ON runs.program_id = variants.program_id
LEFT JOIN programs ON runs.family_id = programs.program_id
WHERE runs.trace_id = $trace_id
