-- Where the data files of a release end: per config and split, in the order of sample_id, by bytes of text.
-- The rows are in the order of sorted_samples.sql.
-- reads: released (config VARCHAR, split VARCHAR, sample_id VARCHAR, code VARCHAR, input VARCHAR, prompt VARCHAR,
--   completion VARCHAR, text VARCHAR)
-- params: shard_bytes BIGINT
-- returns: config, split, n_rows, number (from 0), n_shards
WITH sized AS (
    SELECT
        released.config,
        released.split,
        released.sample_id,
        -- the messages repeat prompt and completion
        strlen(released.code) + coalesce(strlen(released.input), 0) + 2 * strlen(released.prompt)
        + 2 * strlen(released.completion) + strlen(released.text) AS n_bytes
    FROM released
),

placed AS (
    SELECT
        sized.config,
        sized.split,
        (sum(sized.n_bytes) OVER earlier - sized.n_bytes) // $shard_bytes AS place
    FROM sized
    WINDOW earlier AS (PARTITION BY sized.config, sized.split ORDER BY sized.sample_id ASC)
),

shards AS (
    SELECT
        placed.config,
        placed.split,
        placed.place,
        count(*) AS n_rows
    FROM placed
    GROUP BY placed.config, placed.split, placed.place
)

SELECT
    shards.config,
    shards.split,
    shards.n_rows,
    row_number() OVER (PARTITION BY shards.config, shards.split ORDER BY shards.place ASC) - 1 AS number,
    count(*) OVER (PARTITION BY shards.config, shards.split) AS n_shards
FROM shards
ORDER BY shards.config ASC, shards.split ASC, number ASC
