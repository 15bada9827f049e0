-- Samples whose answer is not written as a value of its type: a Python literal, or a line number.
-- What a program printed, and how an exception reads, is text without quotes.
-- reads: samples
-- returns: sample_id, answer, answer_type
SELECT
    samples.sample_id,
    samples.answer,
    samples.answer_type
FROM samples
WHERE NOT CASE samples.answer_type
    WHEN 'int' THEN regexp_full_match(samples.answer, '-?[0-9]+')
    WHEN 'float' THEN regexp_full_match(samples.answer, '-?([0-9]+\.[0-9]+(e[+-]?[0-9]+)?|[0-9]+e[+-]?[0-9]+|inf|nan)')
    WHEN 'bool' THEN samples.answer IN ('True', 'False')
    WHEN 'none' THEN samples.answer = 'None'
    WHEN 'line' THEN regexp_full_match(samples.answer, '[0-9]+')
    WHEN 'list' THEN samples.answer[1] = '[' AND samples.answer[-1] = ']'
    WHEN 'tuple' THEN samples.answer[1] = '(' AND samples.answer[-1] = ')'
    WHEN 'dict' THEN samples.answer[1] = '{' AND samples.answer[-1] = '}'
    WHEN 'set' THEN samples.answer = 'set()' OR (samples.answer[1] = '{' AND samples.answer[-1] = '}')
    WHEN
        'str'
        THEN
            samples.question_kind = 'output' AND (samples.input_kind = 'stdin' OR samples.outcome = 'exception')
            OR regexp_full_match(samples.answer, '''([^''\\\n]|\\.)*''|"([^"\\\n]|\\.)*"')
    ELSE TRUE
END
