-- How many samples fit a filter; a parameter that is NULL does not filter.
-- reads: sample_index, sample_programs (see pages/sample_index.sql, pages/sample_programs.sql)
-- params: config, split, domain, source, question_kind, level, search
-- returns: n_found
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
