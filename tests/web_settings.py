"""Django's settings for the tests: a data folder of their own, quick passwords, PostgreSQL where it is named.

``MINGZHANG_TEST_DATABASE=postgres://…`` runs the tests of the web on that server instead of SQLite.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_FOLDER = tempfile.mkdtemp(prefix="mingzhang-tests-")
(Path(_FOLDER) / "static").mkdir()  # else whitenoise warns of it
atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)
os.environ["MINGZHANG_DATA"] = _FOLDER
os.environ["MINGZHANG_SAVES_PER_MINUTE"] = "1000000"  # workers count these in memory, through all tests
os.environ["MINGZHANG_API_PER_MINUTE"] = "1000000"
os.environ["MINGZHANG_SEARCH_PER_MINUTE"] = "1000000"
os.environ["DATABASE_URL"] = os.environ.get("MINGZHANG_TEST_DATABASE", "")

from mingzhang.web.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
STORAGES = {
    **STORAGES,  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
KEPT_PAGES = 0  # tests change the store behind the application's back
