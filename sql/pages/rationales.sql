-- The rationales of one run: that of its own answer first, then those of the questions about it.
-- The question is NULL for the run's own answer.
-- reads: rationales, questions
-- params: trace_id VARCHAR
-- returns: rationale_id VARCHAR, question_id VARCHAR, style VARCHAR, level VARCHAR, n_claims INTEGER, answer VARCHAR,
--   rationale VARCHAR, question VARCHAR
SELECT
    rationales.rationale_id,
    rationales.question_id,
    rationales.style,
    rationales.level,
    rationales.n_claims,
    rationales.answer,
    rationales.rationale,
    questions.question
FROM rationales
LEFT JOIN questions ON rationales.question_id = questions.question_id
WHERE rationales.trace_id = $trace_id
ORDER BY rationales.question_id ASC NULLS FIRST, rationales.rationale_id ASC
