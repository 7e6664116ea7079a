"""Passwords as Safehold keeps them, but for how long a guess takes: nobody guesses those of tests, and each took a quarter of a second."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Quick(Argon2PasswordHasher):
    time_cost, memory_cost, parallelism = 1, 8, 1
