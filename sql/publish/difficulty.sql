-- How difficult the samples are: see assemble/difficulty.sql.
-- reads: samples (trace_id VARCHAR, n_tokens INTEGER), difficulties (trace_id VARCHAR, difficulty VARCHAR)
-- returns: dimension VARCHAR, label VARCHAR, n_rows BIGINT, n_tokens BIGINT
SELECT
    'difficulty' AS dimension,
    difficulties.difficulty AS label,
    count(*) AS n_rows,
    sum(samples.n_tokens)::BIGINT AS n_tokens
FROM samples
INNER JOIN difficulties ON samples.trace_id = difficulties.trace_id
GROUP BY difficulties.difficulty
ORDER BY n_rows DESC, label ASC
