import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Member',
            fields=[
                ('staff_id', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('agency', models.CharField(max_length=80)),
                ('sealed', models.TextField()),
                ('loaded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('left', models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='StaffCase',
            fields=[
                ('case_id', models.TextField(db_collation='C', primary_key=True, serialize=False)),
                ('subjects', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ('agencies', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ('stand_as', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ('certain', models.BooleanField()),
                ('named', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), null=True, size=None)),
                ('hands', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ('involved', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ('calls', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ('calls_until', models.BigIntegerField()),
                ('notified', models.BooleanField()),
                ('kept_from', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
            ],
            options={
                'db_table': 'standards_case',
            },
        ),
        migrations.CreateModel(
            name='StaffPerson',
            fields=[
                ('pk', models.CompositePrimaryKey('person_id', 'staff_id', 'agency', blank=True, editable=False, primary_key=True, serialize=False)),
                ('person_id', models.BigIntegerField()),
                ('staff_id', models.TextField()),
                ('agency', models.TextField()),
                ('certain', models.BooleanField()),
                ('how', models.TextField()),
            ],
            options={
                'db_table': 'standards_person',
            },
        ),
        migrations.CreateModel(
            name='Key',
            fields=[
                ('pk', models.CompositePrimaryKey('digest', 'staff_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('digest', models.BinaryField()),
                ('staff_id', models.CharField(max_length=40)),
            ],
            options={
                'indexes': [models.Index(fields=['staff_id'], name='standards_key_staff')],
            },
        ),
        migrations.CreateModel(
            name='Alert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.TextField(db_collation='C')),
                ('agency', models.CharField(max_length=80)),
                ('role', models.CharField(max_length=40)),
                ('case_id', models.TextField(db_collation='C', default='')),
                ('relation', models.CharField(choices=[('self', 'Self'), ('line', 'Line'), ('other', 'Other')], max_length=8)),
                ('how', models.CharField(max_length=10)),
                ('asked', models.TextField(default='')),
                ('agencies', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ('kept_from', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('last_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('times', models.IntegerField(db_default=1)),
                ('answered_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(choices=[('', 'Open'), ('explained', 'Explained'), ('spoken_to', 'Spoken To'), ('investigated', 'Investigated')], default='', max_length=12)),
                ('outcome_why', models.TextField(default='')),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('outcome', '')), fields=['-last_at'], name='standards_alert_open'), models.Index(condition=models.Q(('outcome', '')), fields=['key'], name='standards_alert_key')],
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('mention', models.BigIntegerField()),
                ('staff_id', models.CharField(max_length=40)),
                ('theirs', models.BooleanField()),
                ('why', models.TextField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['mention'], name='standards_answer_mention')],
            },
        ),
        migrations.CreateModel(
            name='Conflict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('staff_id', models.CharField(max_length=40)),
                ('person', models.BigIntegerField()),
                ('other', models.BigIntegerField(null=True)),
                ('why', models.TextField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('said_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('ended_at', None)), fields=['staff_id'], name='standards_conflict_staff')],
            },
        ),
    ]
