-- The shard that each program is in.
-- reads: program_files (family_id VARCHAR, filename VARCHAR)
-- returns: family_id VARCHAR, shard_key VARCHAR
SELECT
    program_files.family_id,
    parse_filename(program_files.filename, true) AS shard_key
FROM program_files
