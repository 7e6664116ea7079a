"""What gunicorn serves: `whole`, Django's own application behind what takes requests whole."""

import os

from django.core.wsgi import get_wsgi_application

from safehold.running.whole import Whole

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safehold.config.settings")
application = get_wsgi_application()
whole = Whole(application)
