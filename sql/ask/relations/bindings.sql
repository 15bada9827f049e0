-- What a variable's whole value became, one row per variable and event that changed it.
-- `value` and `type` are null where the whole value is not known: something inside the variable changed, it was
-- deleted, or a container was bound on a line where several things happen. A container keeps its value as long as
-- `n_foreign` (see `steps`) stays the same and no binding follows; numbers and texts (`is_atom`) keep theirs until the
-- next binding.
-- reads: changes (trace_id VARCHAR, program_id VARCHAR, scope INTEGER, frame INTEGER, step INTEGER, place INTEGER,
--   root VARCHAR, path VARCHAR, op VARCHAR, value VARCHAR, type VARCHAR), steps (trace_id VARCHAR, program_id VARCHAR,
--   scope INTEGER, frame INTEGER, shown_call INTEGER, step INTEGER, kind VARCHAR, line INTEGER, visit INTEGER,
--   next_step INTEGER, next_kind VARCHAR, next_n_foreign BIGINT), source_lines (program_id VARCHAR, scope INTEGER,
--   line INTEGER), literals (value VARCHAR, answer_type VARCHAR)
-- returns: trace_id VARCHAR, program_id VARCHAR, scope INTEGER, frame INTEGER, shown_call INTEGER, variable VARCHAR,
--   step INTEGER, kind VARCHAR, line INTEGER, visit INTEGER, next_step INTEGER, next_kind VARCHAR, value VARCHAR,
--   type VARCHAR, answer_type VARCHAR, is_atom BOOLEAN, n_foreign BIGINT
WITH merged AS (
    SELECT
        trace_id,
        program_id,
        scope,
        frame,
        step,
        root AS variable,
        arg_max(path = root AND op = 'set', place) AS is_whole,
        arg_max(value, place) AS value,
        arg_max(type, place) AS type,
        count(*) AS n
    FROM changes
    GROUP BY trace_id, program_id, scope, frame, step, root
),

placed AS (
    SELECT
        merged.*,
        steps.shown_call,
        steps.kind,
        steps.line,
        steps.visit,
        steps.next_step,
        steps.next_kind,
        steps.next_n_foreign AS n_foreign,
        merged.is_whole AND merged.type IN ('int', 'float', 'bool', 'str', 'NoneType') AS is_atom,
        merged.is_whole AND (
            merged.type IN ('int', 'float', 'bool', 'str', 'NoneType')
            OR (merged.n = 1 AND (steps.kind = 'call' OR places.line IS NOT NULL))
        ) AS is_known
    FROM merged
    INNER JOIN steps ON merged.trace_id = steps.trace_id AND merged.frame = steps.frame AND merged.step = steps.step
    LEFT JOIN source_lines AS places
        ON
            steps.program_id = places.program_id
            AND steps.scope = places.scope
            AND steps.line = places.line
)

SELECT
    placed.trace_id,
    placed.program_id,
    placed.scope,
    placed.frame,
    placed.shown_call,
    placed.variable,
    placed.step,
    placed.kind,
    placed.line,
    placed.visit,
    placed.next_step,
    placed.next_kind,
    CASE WHEN placed.is_known THEN placed.value END AS value,
    CASE WHEN placed.is_known THEN placed.type END AS type,
    CASE WHEN placed.is_known THEN literals.answer_type END AS answer_type,
    placed.is_atom,
    placed.n_foreign
FROM placed
LEFT JOIN literals ON placed.value = literals.value
