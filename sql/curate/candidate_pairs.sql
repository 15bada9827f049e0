-- The different candidate pairs of all bands, sorted.
-- reads: band_pairs (one INTEGER, other INTEGER)
-- returns: one INTEGER, other INTEGER
SELECT DISTINCT
    one,
    other
FROM band_pairs
ORDER BY one, other
