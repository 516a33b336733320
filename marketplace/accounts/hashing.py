"""How passwords are kept: Argon2id at OWASP's measure, which many may sign in with at once.

Django's own measure takes 100 MB and eight threads an instant for each sign-in: four at once fill a
small machine. OWASP asks for at least 19 MiB, two passes and one thread. A password kept by another
measure is kept anew when its owner signs in.
"""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes and one thread."""

    memory_cost = 19 * 1024  # KiB
    time_cost = 2
    parallelism = 1
