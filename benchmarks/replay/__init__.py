"""Replay at size: each engine on the same events, and one timed response beside its peers."""
