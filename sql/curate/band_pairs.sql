-- Candidate pairs of one band: texts with the same key. Each is linked to the first text of its key and to the one
-- before it, never to all: a key of n texts gives at most 2n pairs, and connects them all the same. What stands before
-- what is another order in every band (`stride`), so that texts with several keys in common meet different neighbours.
-- Pairs of two texts that both stand before `first_new` were judged earlier.
-- reads: entries (key UBIGINT, document INTEGER)
-- params: first_new INTEGER, stride INTEGER
-- returns: one INTEGER, other INTEGER
WITH shared AS (
    SELECT key
    FROM entries
    GROUP BY key
    HAVING count(*) > 1 AND max(document) >= $first_new
),

members AS (
    SELECT
        entries.document,
        min(entries.document) OVER (PARTITION BY entries.key) AS leader,
        lag(entries.document) OVER (
            PARTITION BY entries.key
            ORDER BY (entries.document::BIGINT * $stride) % 2147483647
        ) AS predecessor
    FROM entries
    SEMI JOIN shared ON entries.key = shared.key
),

linked AS (
    SELECT
        leader AS one,
        document AS other
    FROM members
    WHERE document != leader
    UNION
    SELECT
        least(predecessor, document) AS one,
        greatest(predecessor, document) AS other
    FROM members
    WHERE predecessor IS NOT NULL
)

SELECT
    one,
    other
FROM linked
WHERE other >= $first_new
