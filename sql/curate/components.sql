-- What hangs together: each document that has an edge, and the smallest document it can be reached from.
-- Labels spread along the edges, all at once, until none changes.
-- reads: edges (one INTEGER, other INTEGER)
-- returns: document INTEGER, component INTEGER
WITH RECURSIVE links AS ( -- noqa: PRS, the linter does not know USING KEY
    SELECT
        one AS document,
        other AS neighbour
    FROM edges
    UNION
    SELECT
        other AS document,
        one AS neighbour
    FROM edges
),

labels (document, component) USING KEY (document) AS (
    SELECT
        document,
        least(document, min(neighbour)) AS component
    FROM links
    GROUP BY document
    UNION
    SELECT
        links.document,
        min(labels.component) AS component
    FROM labels
    INNER JOIN links ON labels.document = links.neighbour
    INNER JOIN recurring.labels AS known ON links.document = known.document
    WHERE labels.component < known.component
    GROUP BY links.document
)

SELECT
    document,
    component
FROM labels
ORDER BY document
