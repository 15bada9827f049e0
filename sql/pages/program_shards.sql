-- The shards that the programs of a family are in.
-- reads: program_index (family_id VARCHAR, shard_key VARCHAR)
-- params: family_id VARCHAR
-- returns: shard_key VARCHAR
SELECT DISTINCT program_index.shard_key
FROM program_index
WHERE program_index.family_id = $family_id
