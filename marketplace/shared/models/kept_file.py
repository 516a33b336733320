"""Files of forms that were refused, kept for a few hours so that nobody chooses them again."""

from django.db import models

from marketplace.shared.files import private_storage


class KeptFile(models.Model):
    """A file that somebody chose in a form which was refused for something else.

    `holder` is the print of whose session or account it is: nobody else gets it by its `token`.
    """

    token = models.CharField(max_length=32, unique=True)
    holder = models.CharField(max_length=64)
    file = models.FileField(upload_to="kept/", storage=private_storage)
    name = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    kept_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "fichier gardé"
        verbose_name_plural = "fichiers gardés"
        indexes = [models.Index(fields=["holder", "kept_at"], name="kept_file_holder")]

    def __str__(self):
        return self.name
