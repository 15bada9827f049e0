-- input_prediction: arguments for which a function returns what it returns in the run. `detail` is that value,
-- `variable` the parameters; several arguments are given as a tuple. Any that give the same are right.
-- Only calls with plain positional literals. Left out as trivial: None, truth values, calls of one line, and values
-- given back as they came. Left out: calls of more than 300 events, which are too long to follow.
-- reads: frames (trace_id VARCHAR, program_id VARCHAR, scope INTEGER, function VARCHAR, frame INTEGER,
--   call_step INTEGER, return_step INTEGER, return_value VARCHAR, is_given BOOLEAN), changes (trace_id VARCHAR,
--   frame INTEGER, step INTEGER, place INTEGER, root VARCHAR, path VARCHAR, value VARCHAR), literals (value VARCHAR,
--   answer_type VARCHAR), traces (trace_id VARCHAR, call VARCHAR, result VARCHAR)
-- params: seed VARCHAR, per_run INTEGER
-- returns: trace_id VARCHAR, program_id VARCHAR, scope INTEGER, step INTEGER, variable VARCHAR, detail VARCHAR,
--   answer VARCHAR, answer_type VARCHAR, draw VARCHAR
WITH given AS (
    SELECT
        frames.trace_id,
        frames.frame,
        count(*) AS n,
        string_agg(changes.root, ', ' ORDER BY changes.place) AS names,
        string_agg(changes.value, ', ' ORDER BY changes.place) AS arguments,
        any_value(literals.answer_type) AS answer_type
    FROM frames
    INNER JOIN changes
        ON
            frames.trace_id = changes.trace_id
            AND frames.frame = changes.frame
            AND frames.call_step = changes.step
    INNER JOIN literals ON changes.value = literals.value
    WHERE frames.is_given AND changes.path = changes.root
    GROUP BY frames.trace_id, frames.frame
)

SELECT
    frames.trace_id,
    frames.program_id,
    frames.scope,
    frames.return_step AS step,
    given.names AS variable,
    frames.return_value AS detail,
    CASE WHEN given.n = 1 THEN given.arguments ELSE '(' || given.arguments || ')' END AS answer,
    CASE WHEN given.n = 1 THEN given.answer_type ELSE 'tuple' END AS answer_type,
    md5(concat_ws('|', $seed, 'input_prediction', frames.trace_id)) AS draw
FROM frames
INNER JOIN given ON frames.trace_id = given.trace_id AND frames.frame = given.frame
INNER JOIN traces ON frames.trace_id = traces.trace_id
INNER JOIN literals ON frames.return_value = literals.value
WHERE
    frames.return_step - frames.call_step BETWEEN 3 AND 300
    AND frames.return_value = traces.result
    AND traces.call = frames.function || '(' || given.arguments || ')'
    AND literals.answer_type NOT IN ('none', 'bool')
    AND given.arguments != frames.return_value
    AND length(given.arguments) <= 150
    AND length(frames.return_value) <= 80
    AND NOT contains(frames.return_value, '`')
QUALIFY
    row_number() OVER (PARTITION BY frames.trace_id ORDER BY draw) <= $per_run
    AND count(*) OVER (PARTITION BY frames.trace_id) = 1
ORDER BY frames.trace_id, draw
