-- Samples with an id that is no sha256 in lower-case hexadecimal.
-- reads: samples
-- returns: sample_id, malformed (names of the columns)
WITH judged AS (
    SELECT
        samples.sample_id,
        list_filter(
            [
                { 'name': 'sample_id', 'value': samples.sample_id },
                { 'name': 'content_sha256', 'value': samples.content_sha256 },
                { 'name': 'family_id', 'value': samples.family_id },
                { 'name': 'program_id', 'value': samples.program_id },
                { 'name': 'input_id', 'value': samples.input_id },
                { 'name': 'trace_id', 'value': samples.trace_id },
                { 'name': 'question_id', 'value': samples.question_id },
                { 'name': 'rationale_id', 'value': samples.rationale_id }
            ],
            LAMBDA id: NOT regexp_full_match(id.value, '[0-9a-f]{64}')
        ) AS malformed
    FROM samples
)

SELECT
    judged.sample_id,
    list_transform(judged.malformed, LAMBDA id: id.name) AS malformed
FROM judged
WHERE len(judged.malformed) > 0
