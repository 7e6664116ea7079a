"""The command line: one module a family of commands. Above every other room, since commands start the database and Django."""
