-- A source that gives more of the samples than it should.
-- reads: samples
-- params: max_share (0-1)
-- returns: source, n_samples, share_of_all
WITH mixture AS (
    SELECT
        samples.source,
        count(*) AS n_samples,
        count(*) / sum(count(*)) OVER () AS share_of_all
    FROM samples
    WHERE samples.source IS NOT NULL
    GROUP BY samples.source
)

SELECT
    mixture.source,
    mixture.n_samples,
    mixture.share_of_all
FROM mixture
WHERE mixture.share_of_all > $max_share
