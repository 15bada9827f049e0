-- Families that cross splits: their own samples are in several, or those of another family that solves the same
-- problem are elsewhere. Empty when the splits are sound.
-- reads: samples, programs
-- returns: family_id VARCHAR, problem_id VARCHAR, splits VARCHAR[]
WITH placed AS (
    SELECT DISTINCT
        samples.family_id,
        programs.problem_id,
        samples.split
    FROM samples
    LEFT JOIN programs ON samples.family_id = programs.program_id
),

compared AS (
    SELECT
        family_id,
        problem_id,
        list(split) OVER (PARTITION BY family_id) AS own_splits,
        list(split) OVER (PARTITION BY coalesce(problem_id, family_id)) AS problem_splits
    FROM placed
)

SELECT DISTINCT
    family_id,
    problem_id,
    list_sort(list_distinct(list_concat(own_splits, problem_splits))) AS splits
FROM compared
WHERE len(list_distinct(list_concat(own_splits, problem_splits))) > 1
ORDER BY family_id
