-- The samples of one data file, sorted by sample_id.
-- reads: samples
-- params: config VARCHAR, split VARCHAR, first_id VARCHAR, last_id VARCHAR
-- returns: the columns of samples
SELECT samples.* -- noqa: AM04
FROM samples
WHERE
    samples.config = $config
    AND samples.split = $split
    AND samples.sample_id BETWEEN $first_id AND $last_id
ORDER BY samples.sample_id ASC
