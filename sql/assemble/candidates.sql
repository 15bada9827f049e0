-- Every rationale with the run, the program, the question and the source it speaks about: what a sample is made of.
-- A rationale of which something is missing has nulls there.
-- reads: rationales, questions, runs, programs, variants
-- returns: rationale_id VARCHAR, question_id VARCHAR, trace_id VARCHAR, program_id VARCHAR, family_id VARCHAR,
--   input_id VARCHAR, source VARCHAR, source_ref VARCHAR, licence VARCHAR, domain VARCHAR, problem_id VARCHAR,
--   code VARCHAR, entry_point VARCHAR, input_kind VARCHAR, input VARCHAR, outcome VARCHAR, result_type VARCHAR,
--   question_kind VARCHAR, question VARCHAR, answer_type VARCHAR, step INTEGER, line INTEGER, visit INTEGER,
--   variable VARCHAR, answer VARCHAR, n_completion_chars BIGINT, rewrite_chain VARCHAR[], style VARCHAR, level VARCHAR,
--   n_claims INTEGER, narrator STRUCT("mode" VARCHAR, model VARCHAR, prompt_sha256 VARCHAR),
--   receipt STRUCT(python VARCHAR, tracer VARCHAR, limits VARCHAR, hash_seed INTEGER, trace_sha256 VARCHAR)
SELECT
    rationales.rationale_id,
    rationales.question_id,
    rationales.trace_id,
    rationales.program_id,
    rationales.family_id,
    runs.input_id,
    families.source,
    families.source_ref,
    families.licence,
    families.domain,
    families.problem_id,
    coalesce(variants.code, originals.code) AS code,
    coalesce(variants.entry_point, originals.entry_point) AS entry_point,
    runs.input_kind,
    runs.input,
    runs.outcome,
    runs.result_type,
    questions.kind AS question_kind,
    questions.question,
    questions.answer_type,
    questions.context.step,
    questions.context.line,
    questions.context.visit,
    questions.context.variable,
    rationales.answer,
    length(rationales.text) AS n_completion_chars,
    coalesce(variants.rewrite_chain, []) AS rewrite_chain,
    rationales.style,
    rationales.level,
    rationales.n_claims,
    rationales.narrator,
    runs.receipt
FROM rationales
LEFT JOIN runs ON rationales.trace_id = runs.trace_id
LEFT JOIN questions ON rationales.question_id = questions.question_id
LEFT JOIN variants ON rationales.program_id = variants.program_id
LEFT JOIN programs AS originals ON rationales.program_id = originals.program_id
LEFT JOIN programs AS families ON rationales.family_id = families.program_id
ORDER BY rationales.rationale_id
