-- All samples in the order in which a release holds them.
-- reads: samples
-- returns: the columns of samples
SELECT samples.* -- noqa: AM04
FROM samples
ORDER BY samples.config ASC, samples.split ASC, samples.sample_id ASC
