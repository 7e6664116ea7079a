"""What the runner does, and how many seconds apart. Like stages.py, it is a place where rooms are joined that know nothing of one another:
each job is a function without arguments that may be cut off anywhere and done again, and says how many of something it did.
"""

MINUTE, HOUR = 60, 60 * 60

JOBS = (
    ("announce", "safehold.running.announcing.announce", 15),
    ("send messages", "safehold.practice.safeguarding.contact.sending.send_all", 5),
    ("announce who is below the line", "safehold.practice.safeguarding.ranking.announcing.announce", MINUTE),
    ("announce all", "safehold.running.announcing.announce_all", 15 * MINUTE),
    ("work out what waits", "safehold.running.waiting.work_out", MINUTE),
    ("see staff's cases anew", "safehold.identity.staff.seeing_anew.see_anew", MINUTE),
    ("try rules", "safehold.rulebook.trials.run", 15),
    ("note heads", "safehold.running.heads.note", 24 * HOUR),
    ("seal looks", "safehold.access.looking.sealing.seal_looks", 5 * MINUTE),
    ("find unusual looks", "safehold.access.looking.surfacing.surface_unusual", 24 * HOUR),
    ("remove what people approved", "safehold.retention.removing.carry_out_all", HOUR),
    ("end seats of reviews", "safehold.practice.reviews.ending.end_seats", 24 * HOUR),
    ("end sessions", "safehold.running.sessions.end_expired", HOUR),
)
