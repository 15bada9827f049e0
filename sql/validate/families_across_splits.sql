-- Families with samples in more than one split.
-- reads: samples
-- returns: family_id, splits
SELECT
    samples.family_id,
    list_sort(list_distinct(list(samples.split))) AS splits
FROM samples
WHERE samples.family_id IS NOT NULL
GROUP BY samples.family_id
HAVING count(DISTINCT samples.split) > 1
