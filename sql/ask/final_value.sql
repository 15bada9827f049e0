-- final_value: what a variable holds when its call returns, or at the end of the module.
-- A list is also known where it was set as a whole and then, by its own frame, element by element. Left out as trivial:
-- a parameter that never changed, a value that stands on the only line that set it, and the run's own result.
-- reads: bindings (trace_id VARCHAR, program_id VARCHAR, scope INTEGER, frame INTEGER, shown_call INTEGER,
--   variable VARCHAR, step INTEGER, kind VARCHAR, line INTEGER, value VARCHAR, type VARCHAR, answer_type VARCHAR,
--   is_atom BOOLEAN, n_foreign BIGINT), source_lines (program_id VARCHAR, scope INTEGER, line INTEGER,
--   is_literal BOOLEAN), changes (trace_id VARCHAR, frame INTEGER, step INTEGER, place INTEGER, root VARCHAR,
--   path VARCHAR, op VARCHAR, value VARCHAR), frames (trace_id VARCHAR, frame INTEGER, return_step INTEGER,
--   is_given BOOLEAN), steps (trace_id VARCHAR, frame INTEGER, step INTEGER, n_foreign BIGINT),
--   literals (value VARCHAR, answer_type VARCHAR), traces (trace_id VARCHAR, result VARCHAR)
-- params: seed VARCHAR, per_run INTEGER, max_count INTEGER
-- returns: trace_id VARCHAR, program_id VARCHAR, scope INTEGER, shown_call INTEGER, step INTEGER, variable VARCHAR,
--   answer VARCHAR, answer_type VARCHAR, draw VARCHAR
WITH counted AS (
    SELECT
        *,
        count(*) OVER (PARTITION BY trace_id, frame, variable) AS n_bindings
    FROM bindings
),

wholes AS (
    SELECT
        counted.*,
        frames.is_given,
        returns.step AS return_step
    FROM counted
    INNER JOIN frames ON counted.trace_id = frames.trace_id AND counted.frame = frames.frame
    INNER JOIN steps AS returns
        ON frames.trace_id = returns.trace_id AND frames.frame = returns.frame AND frames.return_step = returns.step
    LEFT JOIN source_lines
        ON
            counted.program_id = source_lines.program_id
            AND counted.scope = source_lines.scope
            AND counted.line = source_lines.line
    WHERE
        (counted.shown_call IS NULL OR counted.shown_call <= $max_count)
        AND (counted.n_bindings > 1 OR (counted.kind = 'line' AND NOT coalesce(source_lines.is_literal, FALSE)))
        AND counted.value IS NOT NULL
        AND (counted.is_atom OR counted.n_foreign = returns.n_foreign)
    QUALIFY
        row_number() OVER (
            PARTITION BY counted.trace_id, counted.frame, counted.variable
            ORDER BY counted.step DESC
        ) = 1
),

later AS (
    SELECT
        wholes.trace_id,
        wholes.frame,
        wholes.variable,
        changes.step,
        changes.place,
        changes.op,
        changes.value,
        literals.answer_type IN ('int', 'float', 'bool', 'str', 'none') AS is_plain,
        try_cast(
            regexp_extract(substr(changes.path, length(wholes.variable) + 1), '^\[(\d+)\]$', 1) AS INTEGER
        ) AS place_in_list
    FROM wholes
    INNER JOIN changes
        ON
            wholes.trace_id = changes.trace_id
            AND wholes.frame = changes.frame
            AND wholes.variable = changes.root
            AND wholes.step < changes.step
    LEFT JOIN literals ON changes.value = literals.value
),

parts AS (
    SELECT
        trace_id,
        frame,
        variable,
        -1 AS step,
        0 AS place,
        'set' AS op,
        unnest(string_split(substr(value, 2, length(value) - 2), ', ')) AS value,
        generate_subscripts(string_split(substr(value, 2, length(value) - 2), ', '), 1) - 1 AS place_in_list
    FROM wholes
    WHERE regexp_full_match(value, '\[-?[0-9]+(?:, -?[0-9]+)*\]')
    UNION ALL
    SELECT
        trace_id,
        frame,
        variable,
        step,
        place,
        op,
        value,
        place_in_list
    FROM later
),

last_parts AS (
    SELECT *
    FROM parts
    QUALIFY
        row_number() OVER (
            PARTITION BY trace_id, frame, variable, place_in_list
            ORDER BY step DESC, place DESC
        ) = 1
),

folded AS (
    SELECT
        trace_id,
        frame,
        variable,
        '[' || coalesce(string_agg(value, ', ' ORDER BY place_in_list) FILTER (WHERE op = 'set'), '') || ']' AS value,
        count(*) FILTER (WHERE op = 'set') AS n_elements,
        max(place_in_list) FILTER (WHERE op = 'set') AS last_place
    FROM last_parts
    GROUP BY trace_id, frame, variable
),

judged AS (
    SELECT
        trace_id,
        frame,
        variable,
        bool_and(place_in_list IS NOT NULL AND (op = 'delete' OR coalesce(is_plain, FALSE))) AS is_by_element
    FROM later
    GROUP BY trace_id, frame, variable
),

final AS (
    SELECT
        wholes.*,
        CASE WHEN judged.variable IS NULL THEN wholes.value ELSE folded.value END AS final_value
    FROM wholes
    LEFT JOIN judged
        ON
            wholes.trace_id = judged.trace_id
            AND wholes.frame = judged.frame
            AND wholes.variable = judged.variable
    LEFT JOIN folded
        ON
            wholes.trace_id = folded.trace_id
            AND wholes.frame = folded.frame
            AND wholes.variable = folded.variable
    WHERE
        judged.variable IS NULL
        OR (
            judged.is_by_element
            AND wholes.type = 'list'
            AND (wholes.value = '[]' OR regexp_full_match(wholes.value, '\[-?[0-9]+(?:, -?[0-9]+)*\]'))
            AND folded.n_elements = coalesce(folded.last_place, -1) + 1
            AND length(folded.value) <= 200
        )
)

SELECT
    final.trace_id,
    final.program_id,
    final.scope,
    final.shown_call,
    final.return_step AS step,
    final.variable,
    final.final_value AS answer,
    final.answer_type,
    md5(concat_ws('|', $seed, 'final_value', final.trace_id, final.frame, final.variable)) AS draw
FROM final
INNER JOIN traces ON final.trace_id = traces.trace_id
WHERE
    final.answer_type IS NOT NULL
    AND NOT (final.is_given AND final.final_value IS NOT DISTINCT FROM traces.result)
QUALIFY row_number() OVER (PARTITION BY final.trace_id ORDER BY draw) <= $per_run
ORDER BY final.trace_id, draw
