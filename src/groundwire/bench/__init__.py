"""Benchmarks: reading them, judging answers by simulation, scoring at speed, pass@k and reports."""
