-- The rejects of all stages, in the order of the way of the data.
-- reads: rejects
-- returns: position INTEGER, stage VARCHAR, row_id VARCHAR, program_id VARCHAR, source VARCHAR, source_ref VARCHAR,
--   end VARCHAR, reason VARCHAR, message VARCHAR, evidence VARCHAR
SELECT
    list_position(
        ['benchmarks', 'ingest', 'curate', 'rewrite', 'trace', 'ask', 'narrate', 'assemble'], rejects.stage
    ) AS position,
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
ORDER BY position ASC, rejects.reason ASC, rejects.row_id ASC
