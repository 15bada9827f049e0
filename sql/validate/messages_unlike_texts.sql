-- Samples whose chat messages are not their prompt and completion.
-- reads: samples
-- returns: sample_id, n_messages
SELECT
    samples.sample_id,
    len(samples.messages) AS n_messages
FROM samples
WHERE
    samples.messages IS NOT NULL
    AND samples.prompt != ''
    AND samples.completion != ''
    AND samples.messages != [
        { 'role': 'user', 'content': samples.prompt },
        { 'role': 'assistant', 'content': samples.completion }
    ]
