-- Samples whose receipt lacks what tells how the run was made.
-- reads: samples
-- returns: sample_id, receipt
SELECT
    samples.sample_id,
    samples.receipt
FROM samples
WHERE
    samples.receipt IS NOT NULL
    AND (
        coalesce(samples.receipt.python, '') = ''
        OR coalesce(samples.receipt.tracer, '') = ''
        OR coalesce(samples.receipt.limits, '') = ''
        OR samples.receipt.hash_seed IS NULL
        OR NOT coalesce(regexp_full_match(samples.receipt.trace_sha256, '[0-9a-f]{64}'), FALSE)
    )
