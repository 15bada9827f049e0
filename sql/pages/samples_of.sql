-- The samples of a family, by id; of one of its runs alone where `trace_id` is not empty.
-- reads: sample_index (position INTEGER, sample_id VARCHAR, program_id VARCHAR, family_id VARCHAR,
--   trace_id VARCHAR, config VARCHAR, split VARCHAR, domain VARCHAR, source VARCHAR, source_ref VARCHAR, question_kind
--   VARCHAR, level VARCHAR, entry_point VARCHAR, question VARCHAR, answer VARCHAR, n_tokens INTEGER, n_claims INTEGER,
--   words VARCHAR)
-- params: family_id VARCHAR, trace_id VARCHAR
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
    sample_index.family_id = $family_id
    AND ($trace_id = '' OR sample_index.trace_id = $trace_id)
ORDER BY sample_index.position ASC
