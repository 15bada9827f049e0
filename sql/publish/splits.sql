-- How much of each config is in each split.
-- reads: samples (config VARCHAR, split VARCHAR, family_id VARCHAR, program_id VARCHAR, n_tokens INTEGER)
-- returns: config, split, n_rows, n_tokens, n_families, n_programs
SELECT
    samples.config,
    samples.split,
    count(*) AS n_rows,
    sum(samples.n_tokens)::BIGINT AS n_tokens,
    count(DISTINCT samples.family_id) AS n_families,
    count(DISTINCT samples.program_id) AS n_programs
FROM samples
GROUP BY samples.config, samples.split
ORDER BY
    samples.config ASC,
    list_position(['train', 'validation', 'test'], samples.split) ASC
