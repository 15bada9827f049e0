-- The rejects of all stages, in the order of the way of the data; `position` counts from 0 in that order.
-- reads: rejects
-- returns: position INTEGER, stage_number INTEGER, stage VARCHAR, row_id VARCHAR, program_id VARCHAR, source VARCHAR,
--   source_ref VARCHAR, end VARCHAR, reason VARCHAR, message VARCHAR, evidence VARCHAR
WITH known AS (
    SELECT
        list_position(
            ['benchmarks', 'ingest', 'curate', 'rewrite', 'trace', 'ask', 'narrate', 'assemble'], rejects.stage
        ) AS stage_number,
        rejects.stage,
        rejects.row_id,
        rejects.program_id,
        rejects.source,
        rejects.source_ref,
        rejects."end",
        rejects.reason,
        rejects.message,
        rejects.evidence
    FROM rejects
),

numbered AS (
    SELECT
        (row_number() OVER (ORDER BY known.stage_number, known.reason, known.row_id, known.message) - 1)::INTEGER
            AS position,
        known.*
    FROM known
)

SELECT
    numbered.position,
    numbered.stage_number,
    numbered.stage,
    numbered.row_id,
    numbered.program_id,
    numbered.source,
    numbered.source_ref,
    numbered."end",
    numbered.reason,
    numbered.message,
    numbered.evidence
FROM numbered
ORDER BY numbered.position ASC
