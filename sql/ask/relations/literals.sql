-- Recorded values that can be answers: whole, short, and written with plain literals only (no objects, no functions,
-- nothing cut, no nan or inf), each with its type.
-- reads: frames (return_value VARCHAR), changes (value VARCHAR)
-- returns: value VARCHAR, answer_type VARCHAR
WITH short AS (
    SELECT value FROM changes
    WHERE length(value) <= 200
    UNION
    SELECT return_value AS value FROM frames
    WHERE length(return_value) <= 200
),

bare AS (
    SELECT
        value,
        -- the value without what stands inside quotes
        regexp_replace(value, '''(?:[^''\\]|\\.)*''|"(?:[^"\\]|\\.)*"', '', 'g') AS rest
    FROM short
    WHERE NOT contains(value, '…[len=')
)

SELECT
    value,
    CASE
        WHEN value = 'None' THEN 'none'
        WHEN value IN ('True', 'False') THEN 'bool'
        WHEN regexp_full_match(value, '-?[0-9]+') THEN 'int'
        WHEN regexp_full_match(value, '-?[0-9]+(?:\.[0-9]+)?(?:e[-+]?[0-9]+)?') THEN 'float'
        WHEN rest = '' THEN 'str'
        WHEN value LIKE '[%' THEN 'list'
        WHEN value LIKE '(%' THEN 'tuple'
        WHEN value = 'set()' THEN 'set'
        WHEN value = '{}' OR contains(rest, ':') THEN 'dict'
        ELSE 'set'
    END AS answer_type
FROM bare
WHERE
    (rest = '' AND regexp_full_match(value, '''.*''|".*"', 's'))
    OR regexp_full_match(value, '-?[0-9]+(?:\.[0-9]+)?(?:e[-+]?[0-9]+)?|True|False|None|set\(\)')
    OR (
        regexp_full_match(rest, '[\[({].*[\])}]')
        AND regexp_full_match(rest, '(?:[\[\](){},: 0-9.+-]|True|False|None|e|set\(\))*')
    )
