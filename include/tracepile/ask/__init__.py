"""Questions about what happened in a run, each answered by SQL over its recorded events."""
