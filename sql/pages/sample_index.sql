-- The columns by which samples are listed and filtered, without their long texts.
-- Question and answer are cut; `words` is what a search looks through, in lower case; `position` counts by id, from 0.
-- reads: samples
-- returns: position INTEGER, sample_id VARCHAR, program_id VARCHAR, family_id VARCHAR, trace_id VARCHAR, config
--   VARCHAR, split VARCHAR, domain VARCHAR, source VARCHAR, source_ref VARCHAR, question_kind VARCHAR, level VARCHAR,
--   entry_point VARCHAR, question VARCHAR, answer VARCHAR, n_tokens INTEGER, n_claims INTEGER, words VARCHAR
SELECT
    (row_number() OVER (ORDER BY samples.sample_id ASC) - 1)::INTEGER AS position,
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
    samples.n_claims,
    lower(concat_ws(chr(10), left(samples.question, 200), samples.source_ref, samples.entry_point)) AS words
FROM samples
ORDER BY position ASC
