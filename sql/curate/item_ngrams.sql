-- The different n-grams of each benchmark item (a document), and how many it has; the rows of one gram stand together.
-- reads: found_ngrams (document INTEGER, gram UBIGINT)
-- returns: item INTEGER, gram UBIGINT, n_grams BIGINT
WITH different AS (
    SELECT DISTINCT
        document AS item,
        gram
    FROM found_ngrams
)

SELECT
    item,
    gram,
    count(*) OVER (PARTITION BY item) AS n_grams
FROM different
ORDER BY gram, item
