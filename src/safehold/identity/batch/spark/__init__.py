"""Batch linking on Spark, for tables beyond one machine: the same keys, levels and weights, which are written once, for DuckDB."""
