"""The index of search over what is public: tables that Django has no models for, made for the database there is."""

from django.db import migrations

from mingzhang.web.services.open.finding import engine


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0007_releases"),
    ]

    operations = [
        migrations.RunPython(lambda _apps, _editor: engine.create(), lambda _apps, _editor: engine.drop()),
    ]
