-- Of each document that goes: the document it stays behind, and its nearest neighbour (the first of equally near
-- ones; null where it has no edge with a similarity).
-- reads: components (document INTEGER, component INTEGER), edges (one INTEGER, other INTEGER, jaccard DOUBLE)
-- returns: document INTEGER, keeper INTEGER, nearest INTEGER, jaccard DOUBLE
WITH links AS (
    SELECT
        one AS document,
        other AS neighbour,
        jaccard
    FROM edges
    UNION ALL
    SELECT
        other AS document,
        one AS neighbour,
        jaccard
    FROM edges
),

ranked AS (
    SELECT
        document,
        neighbour,
        jaccard
    FROM links
    QUALIFY row_number() OVER (PARTITION BY document ORDER BY jaccard DESC, neighbour ASC) = 1
)

SELECT
    components.document,
    components.component AS keeper,
    ranked.neighbour AS nearest,
    ranked.jaccard
FROM components
LEFT JOIN ranked ON components.document = ranked.document
WHERE components.document != components.component
ORDER BY components.document
