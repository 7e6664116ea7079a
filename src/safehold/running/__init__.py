"""What keeps Safehold working: the runner and its notices, health, logs without personal data, and figures of how it runs."""
