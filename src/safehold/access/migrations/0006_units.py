from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0005_row_security_of_looks'),
    ]

    operations = [
        migrations.AddField(
            model_name='posting',
            name='supervisor',
            field=models.CharField(db_default='', default='', max_length=40),
        ),
        migrations.AddField(
            model_name='posting',
            name='unit',
            field=models.CharField(db_default='', default='', max_length=120),
        ),
    ]
