"""Evaluating a served model on a release's test split and on public benchmarks."""
