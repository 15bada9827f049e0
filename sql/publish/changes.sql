-- What changed against the parent release: a full join on config and sample_id.
-- reads: current_rows (config VARCHAR, split VARCHAR, sample_id VARCHAR, content_sha256 VARCHAR),
--   parent_rows (config VARCHAR, split VARCHAR, sample_id VARCHAR, content_sha256 VARCHAR)
-- returns: config, added, removed, changed (another content hash or another split), unchanged
SELECT
    coalesce(now_.config, before_.config) AS config,
    count(*) FILTER (WHERE before_.sample_id IS NULL) AS added,
    count(*) FILTER (WHERE now_.sample_id IS NULL) AS removed,
    count(*) FILTER (
        WHERE now_.content_sha256 != before_.content_sha256 OR now_.split != before_.split
    ) AS changed,
    count(*) FILTER (
        WHERE now_.content_sha256 = before_.content_sha256 AND now_.split = before_.split
    ) AS unchanged
FROM current_rows AS now_
FULL JOIN parent_rows AS before_
    ON
        now_.config = before_.config
        AND now_.sample_id = before_.sample_id
GROUP BY coalesce(now_.config, before_.config)
ORDER BY coalesce(now_.config, before_.config) ASC
