"""What is broken under people at work, one thing at a time: `python -m benchmarks.load faults [--only NAME]`."""
