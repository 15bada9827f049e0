-- The different n-grams of each benchmark item, and how many there are of them.
-- reads: found_ngrams (item INTEGER, is_folded BOOLEAN, gram UBIGINT)
-- returns: item INTEGER, is_folded BOOLEAN, gram UBIGINT, n_grams BIGINT
WITH different AS (
    SELECT DISTINCT
        item,
        is_folded,
        gram
    FROM found_ngrams
)

SELECT
    item,
    is_folded,
    gram,
    count(*) OVER (PARTITION BY item, is_folded) AS n_grams
FROM different
