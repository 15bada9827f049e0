-- All rows of a release, in the order in which it holds them.
-- reads: released (config VARCHAR, split VARCHAR, sample_id VARCHAR)
-- returns: config, split, sample_id
SELECT released.* -- noqa: AM04
FROM released
ORDER BY released.config ASC, released.split ASC, released.sample_id ASC
