"""The store's settings in a throw-away home, with what would only slow the tests left out."""

import os
import tempfile

os.environ["ENCRIER_HOME"] = tempfile.mkdtemp(prefix="encrier-tests-")
os.environ["ENCRIER_SANDBOX"] = "yes"
os.environ["PORT"] = "8000"
for name in ("BASE_URL", "ENCRIER_CONFIG", "ENCRIER_POLICY", "SMTP_HOST", "SMTP_PORT"):
    os.environ.pop(name, None)

from encrier.settings import *  # noqa: E402, F403

ALLOWED_HOSTS = ["*"]
AXES_ENABLED = False
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True
