-- The rows whose id is, or begins with, a text: those that are it first, and of one id the earliest in the house.
-- reads: row_index (id VARCHAR, place INTEGER, kind VARCHAR, family_id VARCHAR, trace_id VARCHAR)
-- params: wanted VARCHAR
-- returns: id VARCHAR, kind VARCHAR, family_id VARCHAR, trace_id VARCHAR
SELECT
    row_index.id,
    arg_min(row_index.kind, row_index.place) AS kind,
    arg_min(row_index.family_id, row_index.place) AS family_id,
    arg_min(row_index.trace_id, row_index.place) AS trace_id
FROM row_index
WHERE starts_with(row_index.id, $wanted)
GROUP BY row_index.id
ORDER BY row_index.id = $wanted DESC, row_index.id ASC
LIMIT 4
