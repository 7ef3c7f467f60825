"""What gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from assistance import heap

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assistance.settings")

application = get_wsgi_application()
get_resolver().check()  # every view is loaded now and not with somebody's first request
heap.settle()
