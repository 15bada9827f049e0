-- The samples at these positions, which lie between `first` and `last`, in their order.
-- reads: sample_index (position INTEGER, sample_id VARCHAR, program_id VARCHAR, family_id VARCHAR,
--   trace_id VARCHAR, config VARCHAR, split VARCHAR, domain VARCHAR, source VARCHAR, source_ref VARCHAR, question_kind
--   VARCHAR, level VARCHAR, entry_point VARCHAR, question VARCHAR, answer VARCHAR, n_tokens INTEGER, n_claims INTEGER,
--   words VARCHAR)
-- params: positions INTEGER[], first INTEGER, last INTEGER
-- returns: sample_id VARCHAR, program_id VARCHAR, family_id VARCHAR, trace_id VARCHAR, config VARCHAR, split VARCHAR,
--   domain VARCHAR, source VARCHAR, source_ref VARCHAR, question_kind VARCHAR, level VARCHAR, entry_point VARCHAR,
--   question VARCHAR, answer VARCHAR, n_tokens INTEGER, n_claims INTEGER
SELECT
    sample_index.sample_id,
    sample_index.program_id,
    sample_index.family_id,
    sample_index.trace_id,
    sample_index.config,
    sample_index.split,
    sample_index.domain,
    sample_index.source,
    sample_index.source_ref,
    sample_index.question_kind,
    sample_index.level,
    sample_index.entry_point,
    sample_index.question,
    sample_index.answer,
    sample_index.n_tokens,
    sample_index.n_claims
FROM sample_index
WHERE
    sample_index.position BETWEEN $first AND $last
    AND sample_index.position IN (SELECT unnest($positions))
ORDER BY sample_index.position ASC
