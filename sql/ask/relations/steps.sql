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
        trace_id,
        frame,
        step,
        kind,
        line,
        visit,
        stdout_delta,
        -- the heap operations that change an object; what an event of kind 'call' sees, the caller did
        cast(regexp_matches(heap, '\["[-+adeirstx]",') AS INTEGER) AS is_touching,
        cast(kind != 'call' AND regexp_matches(heap, '\["[-+adeirstx]",') AS INTEGER) AS is_own
    FROM events
),

totalled AS (
    SELECT
        *,
        sum(is_touching) OVER (PARTITION BY trace_id ORDER BY step) AS n_touching
    FROM flagged
),

-- one window for all that follows, so that the events of a frame are put in order once
followed AS (
    SELECT
        trace_id,
        frame,
        step,
        kind,
        line,
        visit,
        n_touching,
        sum(is_own) OVER in_frame AS n_own,
        lead(n_touching) OVER in_frame AS next_n_touching,
        lead(is_own) OVER in_frame AS next_is_own,
        lead(step) OVER in_frame AS next_step,
        lead(kind) OVER in_frame AS next_kind,
        lead(line) OVER in_frame AS next_line,
        lead(stdout_delta) OVER in_frame AS next_stdout
    FROM totalled
    WINDOW in_frame AS (PARTITION BY trace_id, frame ORDER BY step)
)

SELECT
    followed.trace_id,
    frames.program_id,
    frames.scope,
    followed.frame,
    frames.shown_call,
    followed.step,
    followed.kind,
    followed.line,
    followed.visit,
    followed.next_step,
    followed.next_kind,
    followed.next_line,
    cast(followed.n_touching - followed.n_own AS BIGINT) AS n_foreign,
    cast(followed.next_n_touching - followed.n_own - followed.next_is_own AS BIGINT) AS next_n_foreign,
    CASE WHEN followed.next_step = followed.step + 1 THEN followed.next_stdout END AS printed
FROM followed
INNER JOIN frames ON followed.trace_id = frames.trace_id AND followed.frame = frames.frame
