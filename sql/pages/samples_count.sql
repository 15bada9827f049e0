-- How many samples fit a filter; a parameter that is NULL does not filter.
-- reads: sample_index (sample_id VARCHAR, program_id VARCHAR, family_id VARCHAR, trace_id VARCHAR, config VARCHAR,
--   split VARCHAR, domain VARCHAR, source VARCHAR, source_ref VARCHAR, question_kind VARCHAR, level VARCHAR,
--   entry_point VARCHAR, question VARCHAR, answer VARCHAR, n_tokens INTEGER, n_claims INTEGER), sample_programs
--   (program_id VARCHAR, code VARCHAR)
-- params: config VARCHAR, split VARCHAR, domain VARCHAR, source VARCHAR, question_kind VARCHAR, level VARCHAR, search
--   VARCHAR
-- returns: n_found BIGINT
SELECT count(*) AS n_found
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
        OR starts_with(sample_index.sample_id, $search)
        OR starts_with(sample_index.program_id, $search)
        OR starts_with(sample_index.trace_id, $search)
        OR contains(lower(sample_index.question), lower($search))
        OR contains(lower(sample_index.source_ref), lower($search))
        OR contains(lower(sample_index.entry_point), lower($search))
        OR sample_index.program_id IN (
            SELECT sample_programs.program_id
            FROM sample_programs
            WHERE contains(sample_programs.code, lower($search))
        )
    )
