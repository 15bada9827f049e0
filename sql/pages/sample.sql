-- One sample.
-- reads: samples
-- params: sample_id
-- returns: the columns of samples but `text` and `messages`, which repeat prompt and completion
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
