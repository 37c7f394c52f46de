"""The store as a WSGI application: the page cache, then Django."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "encrier.settings")

from django.core.wsgi import get_wsgi_application

_django = get_wsgi_application()

from django.conf import settings  # noqa: E402

from encrier.web import version  # noqa: E402
from encrier.web.cache import PageCache  # noqa: E402

application = PageCache(_django, version.reader(), settings.PAGE_CACHE_BYTES)
