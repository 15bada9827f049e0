-- Candidate pairs between new texts and all that stand before them: those with a key in common. For one key a new text
-- meets at most `max_pairs` others, the first ones.
-- reads: entries (key UBIGINT, document INTEGER), new_entries (key UBIGINT, document INTEGER)
-- params: max_pairs INTEGER
-- returns: one INTEGER, other INTEGER
WITH standing AS (
    SELECT
        entries.key,
        entries.document
    FROM entries
    SEMI JOIN new_entries ON entries.key = new_entries.key
    UNION ALL
    SELECT
        key,
        document
    FROM new_entries
),

met AS (
    SELECT
        standing.document AS one,
        new_entries.document AS other
    FROM new_entries
    INNER JOIN standing ON new_entries.key = standing.key AND new_entries.document > standing.document
    QUALIFY
        row_number() OVER (
            PARTITION BY new_entries.key, new_entries.document
            ORDER BY standing.document
        ) <= $max_pairs
)

SELECT DISTINCT
    one,
    other
FROM met
ORDER BY one, other
