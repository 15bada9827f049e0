-- What samples can be filtered by: each facet, its values, most frequent first.
-- reads: sample_index (position INTEGER, sample_id VARCHAR, program_id VARCHAR, family_id VARCHAR,
--   trace_id VARCHAR, config VARCHAR, split VARCHAR, domain VARCHAR, source VARCHAR, source_ref VARCHAR, question_kind
--   VARCHAR, level VARCHAR, entry_point VARCHAR, question VARCHAR, answer VARCHAR, n_tokens INTEGER, n_claims INTEGER,
--   words VARCHAR)
-- returns: facet VARCHAR, value VARCHAR, n_rows BIGINT
WITH labelled AS (
    SELECT
        unnest(
            [
                { 'facet': 'config', 'value': sample_index.config },
                { 'facet': 'split', 'value': sample_index.split },
                { 'facet': 'domain', 'value': sample_index.domain },
                { 'facet': 'source', 'value': sample_index.source },
                { 'facet': 'question_kind', 'value': sample_index.question_kind },
                { 'facet': 'level', 'value': sample_index.level }
            ]
        ) AS part
    FROM sample_index
)

SELECT
    labelled.part.facet,
    labelled.part.value,
    count(*) AS n_rows
FROM labelled
WHERE labelled.part.value IS NOT NULL
GROUP BY labelled.part.facet, labelled.part.value
ORDER BY labelled.part.facet ASC, n_rows DESC, labelled.part.value ASC
