-- What was rejected as contaminated, per benchmark and rule: one row each, with at most `max_examples` examples.
-- The evidence of a reject is JSON with the worst hit.
-- reads: rejects
-- params: max_examples INTEGER
-- returns: benchmark VARCHAR, rule VARCHAR, n_rejected BIGINT,
--   examples STRUCT(item_id VARCHAR, source VARCHAR, source_ref VARCHAR, coverage DOUBLE, evidence VARCHAR)[]
WITH hits AS (
    SELECT
        row_id,
        source,
        source_ref,
        json_extract_string(evidence, '$.benchmark') AS benchmark,
        json_extract_string(evidence, '$.rule') AS rule,
        json_extract_string(evidence, '$.item_id') AS item_id,
        json_extract(evidence, '$.coverage')::DOUBLE AS coverage,
        json_extract_string(evidence, '$.evidence') AS shared
    FROM rejects
    WHERE reason = 'contaminated'
),

ranked AS (
    SELECT
        *,
        row_number() OVER (PARTITION BY benchmark, rule ORDER BY coverage ASC, row_id ASC) AS place
    FROM hits
)

SELECT
    benchmark,
    rule,
    count(*) AS n_rejected,
    list(
        struct_pack(
            item_id := item_id,
            source := source,
            source_ref := source_ref,
            coverage := coverage,
            evidence := shared
        )
        ORDER BY place
    ) FILTER (WHERE place <= $max_examples) AS examples
FROM ranked
GROUP BY benchmark, rule
ORDER BY benchmark, rule
