-- The rationales of one run: that of its own answer first, then those of the questions about it.
-- reads: rationales, questions
-- params: trace_id
-- returns: rationale_id, question_id, style, level, n_claims, answer, rationale, question (NULL: the run's own answer)
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
