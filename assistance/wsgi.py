"""What gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assistance.settings")

application = get_wsgi_application()
get_resolver().check()  # every view is loaded now and not with somebody's first request
gc.freeze()  # what is loaded stays: a request over a whole county need not look through it again and again
