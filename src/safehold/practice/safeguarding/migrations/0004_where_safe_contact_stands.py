from django.db import migrations, models


class Migration(migrations.Migration):
    safe_because = (
        "what these columns held in plain is what has to go at once; until it is replaced the version before shows no case page of somebody"
        " for whom safe contact is set, and what it says is told again once `safehold rebuild` has run"
    )
    dependencies = [("safeguarding", "0003_row_security"), ("chronology", "0005_what_stands_apart")]
    operations = [
        migrations.RunSQL("DELETE FROM safeguarding_safe_contact", migrations.RunSQL.noop),
        *(migrations.RemoveField("safecontact", name) for name in ("methods", "times", "who_may_answer", "never", "codeword")),
        migrations.AddField("safecontact", "event_id", models.BigIntegerField(), preserve_default=False),
    ]
