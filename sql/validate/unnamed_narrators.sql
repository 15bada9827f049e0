-- Samples that do not say who wrote their rationale.
-- reads: samples
-- returns: sample_id, narrator
SELECT
    samples.sample_id,
    samples.narrator
FROM samples
WHERE
    samples.narrator IS NOT NULL
    AND (
        coalesce(samples.narrator.mode, '') = ''
        OR (
            samples.narrator.mode != 'template'
            AND (
                coalesce(samples.narrator.model, '') = ''
                OR coalesce(samples.narrator.prompt_sha256, '') = ''
            )
        )
    )
