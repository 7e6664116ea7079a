"""Linking in batch, measured beside its peers on the same data: `python -m benchmarks.linkage`."""
