"""What gunicorn serves. Its master loads all of it before it forks: the workers share that memory,
and the first visitor waits for no module and no template.
"""

import gc
import os
import threading
from importlib import import_module

import django
from django.conf import settings
from django.template import engines
from django.utils.translation import trans_real

from marketplace.shared.border import PlainHandler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
django.setup(set_prefix=False)
application = PlainHandler()

# A page asks hundreds of times which language is spoken. Here each request has a thread of its own,
# whose own store answers in a tenth of what one for coroutines takes.
trans_real._active = threading.local()  # type: ignore[attr-defined]

import_module(settings.ROOT_URLCONF)
if not settings.DEBUG:  # while developing, templates are read again at every request
    folder = settings.ROOT / "templates"
    for path in folder.rglob("*.html"):
        engines["django"].get_template(str(path.relative_to(folder)))
gc.collect()
gc.freeze()  # what is loaded stays: nobody has to look through it again
