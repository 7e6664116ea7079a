
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('response', '0013_signed_on_seen'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Cleared',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('at', models.BigIntegerField()),
                ('agency', models.TextField()),
                ('callsign', models.TextField()),
                ('call', models.BigIntegerField()),
                ('by_unit', models.BooleanField()),
            ],
            options={
                'db_table': 'response_cleared',
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('everything', django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name='call',
            name='also_spoken',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), null=True, size=None),
        ),
        migrations.AddField(
            model_name='call',
            name='first_event',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='call',
            name='heard_at',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), null=True, size=None),
        ),
        migrations.AddField(
            model_name='call',
            name='sent_at',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), null=True, size=None),
        ),
        migrations.AddField(
            model_name='call',
            name='spoken',
            field=models.TextField(db_default='', default=''),
        ),
        migrations.AddField(
            model_name='call',
            name='there_at',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), null=True, size=None),
        ),
        migrations.AddField(
            model_name='signedon',
            name='ended_by',
            field=models.TextField(db_default='', default=''),
        ),
        migrations.AddField(
            model_name='cleared',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='cleared',
            index=models.Index(fields=['call'], name='response_cleared_of'),
        ),
    ]
