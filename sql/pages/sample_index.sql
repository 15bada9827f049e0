-- The columns by which samples are listed and filtered, without their long texts.
-- reads: samples
-- returns: sample_id, program_id, family_id, trace_id, config, split, domain, source, source_ref, question_kind, level,
--   entry_point, question (its beginning), answer (its beginning), n_tokens, n_claims; by sample_id
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
