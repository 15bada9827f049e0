-- The positions of the samples that fit a filter; a parameter that is NULL does not filter.
-- reads: sample_index (position INTEGER, sample_id VARCHAR, program_id VARCHAR, family_id VARCHAR,
--   trace_id VARCHAR, config VARCHAR, split VARCHAR, domain VARCHAR, source VARCHAR, source_ref VARCHAR, question_kind
--   VARCHAR, level VARCHAR, entry_point VARCHAR, question VARCHAR, answer VARCHAR, n_tokens INTEGER, n_claims INTEGER,
--   words VARCHAR), sample_programs (program_id VARCHAR, code VARCHAR)
-- params: config VARCHAR, split VARCHAR, domain VARCHAR, source VARCHAR, question_kind VARCHAR, level VARCHAR, search
--   VARCHAR
-- returns: position INTEGER
SELECT sample_index.position
FROM sample_index
WHERE
    ($config IS NULL OR sample_index.config = $config)
    AND ($split IS NULL OR sample_index.split = $split)
    AND ($domain IS NULL OR sample_index.domain = $domain)
    AND ($source IS NULL OR sample_index.source = $source)
    AND ($question_kind IS NULL OR sample_index.question_kind = $question_kind)
    AND ($level IS NULL OR sample_index.level = $level)
    AND (
        $search IS NULL
        OR contains(sample_index.words, lower($search))
        OR starts_with(sample_index.sample_id, $search)
        OR starts_with(sample_index.program_id, $search)
        OR starts_with(sample_index.trace_id, $search)
        OR sample_index.program_id IN (
            SELECT sample_programs.program_id
            FROM sample_programs
            WHERE contains(sample_programs.code, lower($search))
        )
    )
ORDER BY sample_index.position ASC
