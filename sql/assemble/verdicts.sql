-- Which candidates become samples: `reason` is null for those, else why not.
-- Two candidates are one when the shape of the code, the input and the question agree. Copies in other families go;
-- within a family a program and its rewrites agree by design, so there only copies in one program go. What remains
-- of a family beyond the cap goes too: turn by turn over configs, then kinds of questions, then inputs.
-- reads: candidates (rationale_id VARCHAR, sample_id VARCHAR, sample_key VARCHAR, family_id VARCHAR,
--   program_id VARCHAR, input_id VARCHAR, config VARCHAR, question_kind VARCHAR, is_variant BOOLEAN, n_tokens INTEGER)
-- params: seed VARCHAR, max_sample_tokens INTEGER, max_samples_per_family INTEGER
-- returns: rationale_id VARCHAR, reason VARCHAR, duplicate_of VARCHAR
WITH compared AS (
    SELECT
        *,
        md5($seed || sample_id) AS draw,
        first_value(family_id) OVER by_key AS first_family,
        first_value(sample_id) OVER by_key AS first_sample,
        first_value(sample_id) OVER by_program AS first_of_program,
        row_number() OVER by_program AS nth_of_program,
        row_number() OVER (PARTITION BY sample_id ORDER BY rationale_id) AS nth_of_sample
    FROM candidates
    WINDOW
        by_key AS (PARTITION BY sample_key ORDER BY is_variant, family_id, program_id, sample_id, rationale_id),
        by_program AS (PARTITION BY sample_key, program_id ORDER BY sample_id, rationale_id)
),

judged AS (
    SELECT
        *,
        CASE
            WHEN family_id != first_family THEN first_sample
            WHEN nth_of_program > 1 THEN first_of_program
            WHEN nth_of_sample > 1 THEN sample_id
        END AS duplicate_of
    FROM compared
),

-- The first of each input, then the second of each, and so on.
by_input AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY family_id, config, question_kind, program_id, input_id ORDER BY draw
        ) AS turn_of_input
    FROM judged
    WHERE duplicate_of IS NULL AND n_tokens <= $max_sample_tokens
),

by_kind AS (
    SELECT
        *,
        row_number() OVER (PARTITION BY family_id, config, question_kind ORDER BY turn_of_input, draw) AS turn_of_kind
    FROM by_input
),

by_config AS (
    SELECT
        *,
        row_number() OVER (PARTITION BY family_id, config ORDER BY turn_of_kind, draw) AS turn_of_config
    FROM by_kind
),

chosen AS (
    SELECT rationale_id
    FROM by_config
    QUALIFY row_number() OVER (PARTITION BY family_id ORDER BY turn_of_config, draw) <= $max_samples_per_family
)

SELECT
    judged.rationale_id,
    CASE
        WHEN judged.duplicate_of IS NOT NULL THEN 'duplicate'
        WHEN judged.n_tokens > $max_sample_tokens THEN 'too_long'
        WHEN chosen.rationale_id IS NULL THEN 'family_cap'
    END AS reason,
    judged.duplicate_of
FROM judged
LEFT JOIN chosen ON judged.rationale_id = chosen.rationale_id
ORDER BY judged.rationale_id
