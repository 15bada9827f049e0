"""The three training set-ups of the paper on a release, with TRL."""
