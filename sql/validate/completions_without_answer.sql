-- Samples whose completion has no answer line, or does not end with the answer that the sample states.
-- An answer of several lines stands in a block after the marker; a program that printed nothing has the answer ''.
-- reads: samples
-- returns: sample_id, answer
SELECT
    samples.sample_id,
    samples.answer
FROM samples
WHERE
    samples.completion != ''
    AND samples.answer IS NOT NULL
    AND NOT (
        contains(samples.completion, '**Answer:**')
        AND ends_with(rtrim(samples.completion, E' `\n'), rtrim(samples.answer, E' `\n'))
        OR regexp_full_match(samples.answer, '\s*') AND ends_with(samples.completion, '**Answer:** (no output)')
    )
