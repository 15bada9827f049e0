-- The events of those calls, each with the next event of its frame.
-- `n_foreign` counts the events so far before which another frame changed a container or an object: while it stays the
-- same, nothing but the frame itself can have changed what the frame's variables hold. `printed` is what was printed
-- between this event and the next one of the run, null unless that is also the next one of the frame.
-- reads: events, frames (trace_id VARCHAR, program_id VARCHAR, scope INTEGER, frame INTEGER, shown_call INTEGER)
-- returns: trace_id VARCHAR, program_id VARCHAR, scope INTEGER, frame INTEGER, shown_call INTEGER, step INTEGER,
--   kind VARCHAR, line INTEGER, visit INTEGER, next_step INTEGER, next_kind VARCHAR, next_line INTEGER,
--   n_foreign BIGINT, next_n_foreign BIGINT, printed VARCHAR
WITH flagged AS (
    SELECT
        *,
        -- the heap operations that change an object; what an event of kind 'call' sees, the caller did
        cast(regexp_matches(heap, '\["[-+adeirstx]",') AS INTEGER) AS is_touching,
        cast(kind != 'call' AND regexp_matches(heap, '\["[-+adeirstx]",') AS INTEGER) AS is_own
    FROM events
),

counted AS (
    SELECT
        *,
        sum(is_touching) OVER (PARTITION BY trace_id ORDER BY step)
        - sum(is_own) OVER (PARTITION BY trace_id, frame ORDER BY step) AS n_foreign
    FROM flagged
)

SELECT
    counted.trace_id,
    frames.program_id,
    frames.scope,
    counted.frame,
    frames.shown_call,
    counted.step,
    counted.kind,
    counted.line,
    counted.visit,
    lead(counted.step) OVER in_frame AS next_step,
    lead(counted.kind) OVER in_frame AS next_kind,
    lead(counted.line) OVER in_frame AS next_line,
    cast(counted.n_foreign AS BIGINT) AS n_foreign,
    cast(lead(counted.n_foreign) OVER in_frame AS BIGINT) AS next_n_foreign,
    CASE WHEN lead(counted.step) OVER in_frame = counted.step + 1 THEN lead(counted.stdout_delta) OVER in_frame END
        AS printed
FROM counted
INNER JOIN frames ON counted.trace_id = frames.trace_id AND counted.frame = frames.frame
WINDOW in_frame AS (PARTITION BY counted.trace_id, counted.frame ORDER BY counted.step)
