-- Samples whose completion does not end with its answer line, or whose answer line states something else.
-- reads: samples
-- returns: sample_id, answer, ending (what follows the last marker; null: no marker)
WITH endings AS (
    SELECT
        samples.sample_id,
        samples.answer,
        CASE
            WHEN contains(samples.completion, '**Answer:**')
                THEN list_extract(string_split(samples.completion, '**Answer:**'), -1)
        END AS ending
    FROM samples
    WHERE samples.completion != '' AND samples.answer IS NOT NULL
)

SELECT
    endings.sample_id,
    endings.answer,
    endings.ending
FROM endings
WHERE NOT coalesce(contains(endings.ending, trim(endings.answer, E' \n')), FALSE)
