-- One sample.
-- Without `text` and `messages`, which repeat prompt and completion.
-- reads: samples
-- params: sample_id VARCHAR
-- returns: sample_id, content_sha256, family_id, program_id, input_id, trace_id, question_id, rationale_id, source,
--   source_ref, licence, domain, config, split, question_kind, code, entry_point, input_kind, input, question,
--   answer, answer_type, outcome, prompt, completion, rewrite_chain, narrator, style, level, n_claims, receipt,
--   contamination, n_tokens, tokenizer
SELECT
    samples.sample_id,
    samples.content_sha256,
    samples.family_id,
    samples.program_id,
    samples.input_id,
    samples.trace_id,
    samples.question_id,
    samples.rationale_id,
    samples.source,
    samples.source_ref,
    samples.licence,
    samples.domain,
    samples.config,
    samples.split,
    samples.question_kind,
    samples.code,
    samples.entry_point,
    samples.input_kind,
    samples.input,
    samples.question,
    samples.answer,
    samples.answer_type,
    samples.outcome,
    samples.prompt,
    samples.completion,
    samples.rewrite_chain,
    samples.narrator,
    samples.style,
    samples.level,
    samples.n_claims,
    samples.receipt,
    samples.contamination,
    samples.n_tokens,
    samples.tokenizer
FROM samples
WHERE samples.sample_id = $sample_id
