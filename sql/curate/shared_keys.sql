-- Candidate pairs of benchmark solutions and pieces of code: those with a key in common.
-- reads: solution_keys (key UBIGINT, solution INTEGER), piece_keys (key UBIGINT, piece INTEGER)
-- returns: solution INTEGER, piece INTEGER
SELECT DISTINCT
    solution_keys.solution,
    piece_keys.piece
FROM solution_keys
INNER JOIN piece_keys ON solution_keys.key = piece_keys.key
ORDER BY solution_keys.solution, piece_keys.piece
