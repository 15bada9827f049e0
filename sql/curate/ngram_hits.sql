-- Benchmark items that share n-grams with a document, at most a number of items per document.
-- `coverage` is the share of the item's different n-grams that stand in the document, or, if that is larger, the share
-- of the document's that stand in the item: many sources give a benchmark's question without its examples. The pass
-- with digits folded counts only where the plain one stays below a hit: the same question with other numbers.
-- reads: item_ngrams (item INTEGER, is_folded BOOLEAN, gram UBIGINT, n_grams BIGINT),
--   document_ngrams (document INTEGER, is_folded BOOLEAN, gram UBIGINT)
-- params: overlap_threshold DOUBLE, contamination_threshold DOUBLE, min_text_ngrams INTEGER, max_hits INTEGER
-- returns: document INTEGER, item INTEGER, rule VARCHAR, coverage DOUBLE
WITH different AS (
    SELECT DISTINCT
        document,
        is_folded,
        gram
    FROM document_ngrams
),

documents AS (
    SELECT
        document,
        is_folded,
        gram,
        count(*) OVER (PARTITION BY document, is_folded) AS n_grams
    FROM different
),

-- A document of few n-grams is held against the whole of the item only.
shared AS (
    SELECT
        documents.document,
        items.item,
        items.is_folded,
        count(*) / CASE
            WHEN any_value(documents.n_grams) < $min_text_ngrams THEN any_value(items.n_grams)
            ELSE least(any_value(items.n_grams), any_value(documents.n_grams))
        END AS coverage
    FROM item_ngrams AS items
    INNER JOIN documents ON items.gram = documents.gram AND items.is_folded = documents.is_folded
    GROUP BY documents.document, items.item, items.is_folded
),

best AS (
    SELECT
        document,
        item,
        is_folded,
        coverage
    FROM shared
    WHERE coverage >= $overlap_threshold
    QUALIFY
        row_number() OVER (
            PARTITION BY document, item
            ORDER BY
                (NOT is_folded AND coverage >= $contamination_threshold) DESC,
                coverage DESC,
                is_folded ASC
        ) = 1
)

SELECT
    document,
    item,
    CASE WHEN is_folded THEN 'ngram_digits' ELSE 'ngram' END AS rule,
    coverage
FROM best
QUALIFY row_number() OVER (PARTITION BY document ORDER BY coverage DESC, item ASC) <= $max_hits
ORDER BY document ASC, coverage DESC, item ASC
