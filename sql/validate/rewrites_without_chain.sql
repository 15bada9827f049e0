-- Samples of rewritten programs that do not say how their program was rewritten.
-- reads: samples
-- returns: sample_id
SELECT samples.sample_id
FROM samples
WHERE
    samples.config = 'rewrites'
    AND coalesce(len(samples.rewrite_chain), 0) = 0
