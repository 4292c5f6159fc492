"""The index of search over what is public: tables that Django has no models for, as the database can have them."""

from django.db import migrations, models

INDEX = {
    "sqlite": [
        "CREATE VIRTUAL TABLE store_opensearch USING fts5(grams, content='', columnsize=0, tokenize='ascii')",
    ],
    "postgresql": [
        """CREATE TABLE store_opensearch (
            pair bigint NOT NULL, block integer NOT NULL, projects bytea NOT NULL, PRIMARY KEY (pair, block)
        )""",
        "CREATE TABLE store_opensearch_text (id bigint PRIMARY KEY, texts text NOT NULL)",
    ],
}
BESIDE = [
    "CREATE TABLE store_opensearch_pair (pair text {} PRIMARY KEY)",
    "CREATE TABLE store_opensearch_name (name text {} PRIMARY KEY, plain text NOT NULL, projects bigint NOT NULL)",
]
COLLATION = {"sqlite": "", "postgresql": 'COLLATE "C"'}
TABLES = {"sqlite": ("",), "postgresql": ("", "_text")}


def create(_apps, editor):
    vendor = editor.connection.vendor
    for statement in (*INDEX[vendor], *(each.format(COLLATION[vendor]) for each in BESIDE)):
        editor.execute(statement)


def drop(_apps, editor):
    for end in (*TABLES[editor.connection.vendor], "_pair", "_name"):
        editor.execute(f"DROP TABLE IF EXISTS store_opensearch{end}")


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0007_releases"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="openproject",
            index=models.Index(
                fields=["budget", "id", "function", "funds", "kind"], name="open_project_filters"
            ),
        ),
        migrations.AddIndex(
            model_name="openproject",
            index=models.Index(fields=["annual", "id"], name="open_project_amount"),
        ),
        migrations.RunPython(create, drop),
    ]
