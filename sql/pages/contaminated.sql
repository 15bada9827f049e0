-- One page of what was dropped as contaminated: the program beside the benchmark item that it holds.
-- reads: reject_index (position INTEGER, stage_number INTEGER, stage VARCHAR, row_id VARCHAR, program_id VARCHAR,
--   source VARCHAR, source_ref VARCHAR, "end" VARCHAR, reason VARCHAR, message VARCHAR, evidence VARCHAR), programs,
--   variants, benchmarks
-- params: benchmark VARCHAR, rule VARCHAR, n_rows BIGINT, start BIGINT
-- returns: stage VARCHAR, row_id VARCHAR, program_id VARCHAR, source_ref VARCHAR, message VARCHAR, benchmark VARCHAR,
--   item_id VARCHAR, rule VARCHAR, coverage DOUBLE, evidence VARCHAR, code VARCHAR, prompt VARCHAR, solution VARCHAR,
--   test VARCHAR, n_found BIGINT
WITH dropped AS (
    SELECT
        reject_index.stage,
        reject_index.row_id,
        reject_index.program_id,
        reject_index.source_ref,
        reject_index.message,
        json_extract_string(reject_index.evidence, '$.benchmark') AS benchmark,
        json_extract_string(reject_index.evidence, '$.item_id') AS item_id,
        json_extract_string(reject_index.evidence, '$.rule') AS rule,
        json_extract_string(reject_index.evidence, '$.coverage')::DOUBLE AS coverage,
        json_extract_string(reject_index.evidence, '$.evidence') AS evidence
    FROM reject_index
    WHERE reject_index.reason = 'contaminated'
),

page AS (
    SELECT
        dropped.*,
        count(*) OVER () AS n_found
    FROM dropped
    WHERE
        ($benchmark IS NULL OR dropped.benchmark = $benchmark)
        AND ($rule IS NULL OR dropped.rule = $rule)
    ORDER BY dropped.benchmark ASC, dropped.rule ASC, dropped.row_id ASC
    LIMIT $n_rows OFFSET $start
),

codes AS (
    SELECT
        programs.program_id,
        programs.code
    FROM programs
    UNION ALL
    SELECT
        variants.program_id,
        variants.code
    FROM variants
)

SELECT
    page.stage,
    page.row_id,
    page.program_id,
    page.source_ref,
    page.message,
    page.benchmark,
    page.item_id,
    page.rule,
    page.coverage,
    page.evidence,
    codes.code,
    benchmarks.prompt,
    benchmarks.solution,
    benchmarks.test,
    page.n_found
FROM page
LEFT JOIN codes ON page.program_id = codes.program_id
LEFT JOIN benchmarks
    ON
        page.benchmark = benchmarks.benchmark
        AND page.item_id = benchmarks.item_id
ORDER BY page.benchmark ASC, page.rule ASC, page.row_id ASC
