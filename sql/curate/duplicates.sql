-- Programs whose code, exactly or by its shape, is that of a program kept earlier or of a better one of this batch.
-- `rank` is a program's place in its batch: the first of equal programs stays. Shape is null for small programs.
-- reads: candidates (program_id VARCHAR, code_sha256 VARCHAR, alpha_sha256 VARCHAR, rank INTEGER),
--   earlier (program_id VARCHAR, code_sha256 VARCHAR, alpha_sha256 VARCHAR)
-- returns: program_id VARCHAR, duplicate_of VARCHAR, channel VARCHAR
WITH known AS (
    SELECT
        program_id,
        code_sha256,
        coalesce(alpha_sha256, code_sha256) AS shape,
        rank,
        TRUE AS is_candidate
    FROM candidates
    UNION ALL
    SELECT
        program_id,
        code_sha256,
        coalesce(alpha_sha256, code_sha256) AS shape,
        -1 AS rank,
        FALSE AS is_candidate
    FROM earlier
),

judged AS (
    SELECT
        *,
        first_value(program_id) OVER (PARTITION BY shape ORDER BY rank, program_id) AS keeper,
        first_value(code_sha256) OVER (PARTITION BY shape ORDER BY rank, program_id) AS keeper_code
    FROM known
)

SELECT
    program_id,
    keeper AS duplicate_of,
    CASE WHEN code_sha256 = keeper_code THEN 'exact' ELSE 'alpha' END AS channel
FROM judged
WHERE is_candidate AND program_id != keeper
ORDER BY rank
