-- How much of each config is in each split.
-- reads: released (config VARCHAR, split VARCHAR, family_id VARCHAR, program_id VARCHAR, n_tokens INTEGER)
-- returns: config, split, n_rows, n_tokens, n_families, n_programs
SELECT
    released.config,
    released.split,
    count(*) AS n_rows,
    sum(released.n_tokens)::BIGINT AS n_tokens,
    count(DISTINCT released.family_id) AS n_families,
    count(DISTINCT released.program_id) AS n_programs
FROM released
GROUP BY released.config, released.split
ORDER BY
    released.config ASC,
    list_position(['train', 'validation', 'test'], released.split) ASC
