-- What each source brought, and what of it is released.
-- reads: programs (source VARCHAR, source_revision VARCHAR), samples (source VARCHAR, licence VARCHAR,
--   program_id VARCHAR, family_id VARCHAR)
-- returns: source, revisions, n_programs (brought), licences (of the samples), n_families (released), n_samples
WITH brought AS (
    SELECT
        programs.source,
        list(DISTINCT programs.source_revision) FILTER (WHERE programs.source_revision != '') AS revisions,
        count(*) AS n_programs
    FROM programs
    GROUP BY programs.source
),

released AS (
    SELECT
        samples.source,
        list(DISTINCT samples.licence) AS licences,
        count(DISTINCT samples.family_id) AS n_families,
        count(*) AS n_samples
    FROM samples
    GROUP BY samples.source
)

SELECT
    coalesce(brought.source, released.source) AS source,
    list_sort(coalesce(brought.revisions, [])) AS revisions,
    coalesce(brought.n_programs, 0) AS n_programs,
    list_sort(coalesce(released.licences, [])) AS licences,
    coalesce(released.n_families, 0) AS n_families,
    coalesce(released.n_samples, 0) AS n_samples
FROM brought
FULL JOIN released ON brought.source = released.source
ORDER BY coalesce(brought.source, released.source) ASC
