-- In how many programs of each domain a construct stands, before and after enrichment.
-- reads: samples (program_id VARCHAR, domain VARCHAR, rewrite_chain VARCHAR[]), structures (program_id VARCHAR,
--   features VARCHAR[])
-- returns: domain VARCHAR, feature VARCHAR, share_before DOUBLE, share_after DOUBLE
WITH programs AS (
    SELECT DISTINCT
        samples.domain,
        samples.program_id,
        len(samples.rewrite_chain) = 0 AS is_original
    FROM samples
),

totals AS (
    SELECT
        domain,
        count(*) FILTER (WHERE is_original) AS n_before,
        count(*) AS n_after
    FROM programs
    GROUP BY domain
),

used AS (
    SELECT
        programs.domain,
        programs.is_original,
        unnest(structures.features) AS feature
    FROM programs
    INNER JOIN structures ON programs.program_id = structures.program_id
)

SELECT
    used.domain,
    used.feature,
    count(*) FILTER (WHERE used.is_original) / nullif(any_value(totals.n_before), 0) AS share_before,
    count(*) / any_value(totals.n_after) AS share_after
FROM used
INNER JOIN totals ON used.domain = totals.domain
GROUP BY used.domain, used.feature
ORDER BY used.domain ASC, share_after DESC, used.feature ASC
