"""How Django speaks to PostgreSQL here: its own engine, with statements that stay the same however long a list is."""
