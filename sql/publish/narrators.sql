-- Who wrote the rationales.
-- reads: samples (narrator STRUCT(mode VARCHAR, model VARCHAR, prompt_sha256 VARCHAR), level VARCHAR, n_claims INTEGER)
-- returns: mode, model, prompt_sha256, level, n_rows, n_claims
WITH written AS (
    SELECT
        samples.narrator.mode AS mode,
        samples.narrator.model AS model,
        samples.narrator.prompt_sha256 AS prompt_sha256,
        samples.level,
        samples.n_claims
    FROM samples
)

SELECT
    written.mode,
    written.model,
    written.prompt_sha256,
    written.level,
    count(*) AS n_rows,
    sum(written.n_claims)::BIGINT AS n_claims
FROM written
GROUP BY written.mode, written.model, written.prompt_sha256, written.level
ORDER BY written.mode ASC, written.model ASC, written.prompt_sha256 ASC, written.level ASC
