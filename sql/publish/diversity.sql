-- How varied the samples are, per domain, before and after enrichment (rewrites and questions).
-- `before`: samples that ask for a run's own result, of programs as they came; `after`: all samples. Entropies are in
-- bits. An n-gram share is the share of distinct ones among all runs of four words or marks; it falls with the amount
-- of text, so it is taken over equally many programs (or samples) on either side, drawn by their ids.
-- reads: samples (sample_id VARCHAR, program_id VARCHAR, domain VARCHAR, question_kind VARCHAR, question VARCHAR,
--   completion VARCHAR, rewrite_chain VARCHAR[]), structures (program_id VARCHAR, code VARCHAR, features VARCHAR[])
-- params: max_texts INTEGER
-- returns: domain VARCHAR, stage VARCHAR, n_samples BIGINT, n_programs BIGINT, n_kinds BIGINT, kind_entropy DOUBLE,
--   n_structures BIGINT, structure_entropy DOUBLE, code_ngram_share DOUBLE, text_ngram_share DOUBLE
WITH staged AS (
    SELECT
        samples.*,
        unnest(
            CASE
                WHEN samples.question_kind = 'output' AND len(samples.rewrite_chain) = 0 THEN ['before', 'after']
                ELSE ['after']
            END
        ) AS stage
    FROM samples
),

counts AS (
    SELECT
        domain,
        stage,
        count(*) AS n_samples,
        count(DISTINCT program_id) AS n_programs,
        count(DISTINCT question_kind) AS n_kinds,
        entropy(question_kind) AS kind_entropy
    FROM staged
    GROUP BY domain, stage
),

programs AS (
    SELECT DISTINCT
        staged.domain,
        staged.stage,
        staged.program_id,
        structures.code,
        array_to_string(structures.features, '+') AS shape
    FROM staged
    INNER JOIN structures ON staged.program_id = structures.program_id
),

shapes AS (
    SELECT
        domain,
        stage,
        count(DISTINCT shape) AS n_structures,
        entropy(shape) AS structure_entropy
    FROM programs
    GROUP BY domain, stage
),

drawn AS (
    SELECT
        domain,
        stage,
        'code' AS part,
        code AS written,
        row_number() OVER (PARTITION BY domain, stage ORDER BY md5(program_id)) AS place
    FROM programs
    UNION ALL
    SELECT
        domain,
        stage,
        'text' AS part,
        question || ' ' || completion AS written,
        row_number() OVER (PARTITION BY domain, stage ORDER BY md5(sample_id)) AS place
    FROM staged
),

lengths AS (
    SELECT
        domain,
        stage,
        part,
        max(place) AS n
    FROM drawn
    GROUP BY domain, stage, part
),

sizes AS (
    SELECT
        domain,
        part,
        least(min(n), $max_texts) AS n
    FROM lengths
    GROUP BY domain, part
),

texts AS (
    SELECT
        drawn.domain,
        drawn.stage,
        drawn.part,
        drawn.place,
        regexp_extract_all(drawn.written, '[A-Za-z_]\w*|\d+|[^\s\w]') AS words
    FROM drawn
    INNER JOIN sizes ON drawn.domain = sizes.domain AND drawn.part = sizes.part AND drawn.place <= sizes.n
),

numbered AS (
    SELECT
        domain,
        stage,
        part,
        place,
        unnest(words) AS word,
        generate_subscripts(words, 1) AS position
    FROM texts
),

grams AS (
    SELECT
        domain,
        stage,
        part,
        concat_ws(
            ' ',
            word,
            lead(word, 1) OVER in_text,
            lead(word, 2) OVER in_text,
            lead(word, 3) OVER in_text
        ) AS gram
    FROM numbered
    WINDOW in_text AS (PARTITION BY domain, stage, part, place ORDER BY position)
),

shares AS (
    SELECT
        domain,
        stage,
        part,
        count(DISTINCT gram) / count(*) AS share
    FROM grams
    GROUP BY domain, stage, part
)

SELECT
    counts.domain,
    counts.stage,
    counts.n_samples,
    counts.n_programs,
    counts.n_kinds,
    counts.kind_entropy,
    shapes.n_structures,
    shapes.structure_entropy,
    max(shares.share) FILTER (WHERE shares.part = 'code') AS code_ngram_share,
    max(shares.share) FILTER (WHERE shares.part = 'text') AS text_ngram_share
FROM counts
INNER JOIN shapes ON counts.domain = shapes.domain AND counts.stage = shapes.stage
LEFT JOIN shares ON counts.domain = shares.domain AND counts.stage = shares.stage
GROUP BY ALL
ORDER BY counts.domain ASC, counts.stage DESC
