import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Sheet',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('posting_id', models.BigIntegerField()),
                ('call', models.TextField()),
                ('fields', models.JSONField(default=dict)),
                ('turn', models.BigIntegerField(default=0)),
                ('writer', models.TextField(default='')),
                ('sent', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ('unsaved', models.BooleanField(default=False)),
                ('joined_at', models.BigIntegerField()),
                ('updated_at', models.BigIntegerField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'attending_sheet',
                'constraints': [models.UniqueConstraint(fields=('user', 'call'), name='attending_sheet_once')],
            },
        ),
    ]
