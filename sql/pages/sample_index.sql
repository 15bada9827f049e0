-- The columns by which samples are listed and filtered, without their long texts.
-- Question and answer are cut.
-- reads: samples
-- returns: sample_id VARCHAR, program_id VARCHAR, family_id VARCHAR, trace_id VARCHAR, config VARCHAR, split VARCHAR,
--   domain VARCHAR, source VARCHAR, source_ref VARCHAR, question_kind VARCHAR, level VARCHAR, entry_point VARCHAR,
--   question VARCHAR, answer VARCHAR, n_tokens INTEGER, n_claims INTEGER
SELECT
    samples.sample_id,
    samples.program_id,
    samples.family_id,
    samples.trace_id,
    samples.config,
    samples.split,
    samples.domain,
    samples.source,
    samples.source_ref,
    samples.question_kind,
    samples.level,
    samples.entry_point,
    left(samples.question, 200) AS question,
    left(samples.answer, 80) AS answer,
    samples.n_tokens,
    samples.n_claims
FROM samples
ORDER BY samples.sample_id ASC
