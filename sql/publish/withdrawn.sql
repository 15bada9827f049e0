-- How many samples a withdrawal takes. A program takes its rewrites with it. What is made of samples
-- (documents, control arms) follows them, and is not counted.
-- reads: samples
-- params: selector (sample, program, source, licence), value
-- returns: n_samples BIGINT
SELECT count(*) AS n_samples
FROM samples
WHERE
    samples.config != 'cpt'
    AND NOT starts_with(samples.config, 'control_')
    AND CASE $selector
        WHEN 'sample' THEN sample_id = $value
        WHEN 'program' THEN $value IN (program_id, family_id)
        WHEN 'source' THEN source = $value
        WHEN 'licence' THEN licence = $value
    END
