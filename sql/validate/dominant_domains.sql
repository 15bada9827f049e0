-- A domain that gives more of the samples than it should.
-- reads: samples
-- params: max_share (0-1)
-- returns: domain, n_samples, share_of_all
WITH mixture AS (
    SELECT
        samples.domain,
        count(*) AS n_samples,
        count(*) / sum(count(*)) OVER () AS share_of_all
    FROM samples
    WHERE samples.domain IS NOT NULL
    GROUP BY samples.domain
)

SELECT
    mixture.domain,
    mixture.n_samples,
    mixture.share_of_all
FROM mixture
WHERE mixture.share_of_all > $max_share
