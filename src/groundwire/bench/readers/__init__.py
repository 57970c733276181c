"""Readers of benchmarks, one file for each layout; `groundwire.bench.library` chooses among them."""
