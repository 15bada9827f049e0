-- Columns of the samples whose type is not the schema's.
-- reads: samples
-- params: columns (names), types (their DuckDB types, in the same order)
-- returns: column_name, column_type, expected_type
-- The linter cannot read DESCRIBE in a FROM clause.
-- noqa: disable=all
SELECT
    found.column_name,
    found.column_type,
    list_extract($types, list_position($columns, found.column_name)) AS expected_type
FROM (DESCRIBE samples) AS found
WHERE
    list_contains($columns, found.column_name)
    AND found.column_type != list_extract($types, list_position($columns, found.column_name))
