-- The rows of a release: the samples, and the rows that are made of them.
-- reads: samples, derived
-- returns: the columns of samples
SELECT samples.* FROM samples -- noqa: AM04
UNION ALL BY NAME
SELECT derived.* FROM derived -- noqa: AM04
