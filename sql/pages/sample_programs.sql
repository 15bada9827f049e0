-- The code of each program that has samples, once, in lower case: what a search in code reads.
-- reads: samples
-- returns: program_id VARCHAR, code VARCHAR
SELECT
    samples.program_id,
    lower(any_value(samples.code)) AS code
FROM samples
GROUP BY samples.program_id
