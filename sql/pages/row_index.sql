-- Every row that a person can ask for, under each id it can be asked for by; `place` is that of its table in the house.
-- reads: programs, variants, runs, questions, rationales,
--   sample_index (position INTEGER, sample_id VARCHAR, program_id VARCHAR, family_id VARCHAR,
--   trace_id VARCHAR, config VARCHAR, split VARCHAR, domain VARCHAR, source VARCHAR, source_ref VARCHAR, question_kind
--   VARCHAR, level VARCHAR, entry_point VARCHAR, question VARCHAR, answer VARCHAR, n_tokens INTEGER, n_claims INTEGER,
--   words VARCHAR),
--   reject_index (position INTEGER, stage_number INTEGER, stage VARCHAR, row_id VARCHAR, program_id VARCHAR, source
--   VARCHAR, source_ref VARCHAR, "end" VARCHAR, reason VARCHAR, message VARCHAR, evidence VARCHAR)
-- returns: id VARCHAR, place INTEGER, kind VARCHAR, family_id VARCHAR, trace_id VARCHAR
SELECT
    programs.program_id AS id,
    1 AS place,
    'programs' AS kind,
    programs.family_id,
    NULL AS trace_id
FROM programs
UNION ALL
SELECT
    programs.source_ref AS id,
    1 AS place,
    'programs' AS kind,
    programs.family_id,
    NULL AS trace_id
FROM programs
WHERE programs.source_ref IS NOT NULL
UNION ALL
SELECT
    variants.program_id AS id,
    2 AS place,
    'variants' AS kind,
    variants.family_id,
    NULL AS trace_id
FROM variants
UNION ALL
SELECT
    runs.trace_id AS id,
    3 AS place,
    'runs' AS kind,
    runs.family_id,
    runs.trace_id
FROM runs
UNION ALL
SELECT
    runs.input_id AS id,
    3 AS place,
    'runs' AS kind,
    runs.family_id,
    runs.trace_id
FROM runs
WHERE runs.input_id IS NOT NULL
UNION ALL
SELECT
    questions.question_id AS id,
    4 AS place,
    'questions' AS kind,
    questions.family_id,
    questions.trace_id
FROM questions
UNION ALL
SELECT
    rationales.rationale_id AS id,
    5 AS place,
    'rationales' AS kind,
    rationales.family_id,
    rationales.trace_id
FROM rationales
UNION ALL
SELECT
    sample_index.sample_id AS id,
    6 AS place,
    'samples' AS kind,
    sample_index.family_id,
    sample_index.trace_id
FROM sample_index
UNION ALL
SELECT
    reject_index.row_id AS id,
    7 AS place,
    'rejects' AS kind,
    coalesce(reject_index.program_id, reject_index.row_id) AS family_id,
    NULL AS trace_id
FROM reject_index
UNION ALL
SELECT
    reject_index.source_ref AS id,
    7 AS place,
    'rejects' AS kind,
    coalesce(reject_index.program_id, reject_index.row_id) AS family_id,
    NULL AS trace_id
FROM reject_index
WHERE reject_index.source_ref IS NOT NULL
