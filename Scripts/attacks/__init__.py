"""Hostile input for the whole program: generators, the runner, and what counts as a failure."""
