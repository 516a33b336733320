"""Public files: pictures named by their content, so browsers may keep them for good."""

import os
from pathlib import Path
from secrets import token_hex
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import FileResponse, Http404, HttpRequest, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils._os import safe_join
from django.utils.http import http_date
from django.views.decorators.http import require_safe
from django.views.static import was_modified_since
from PIL import Image

from marketplace.shared import copies

PICTURES = {
    ".avif": "image/avif",
    ".webp": "image/webp",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
}
KEEP = "public, max-age=31536000, immutable"
SHORTLY = "public, max-age=600"  # what its author may take back


@require_safe
def show(request: HttpRequest, path: str) -> HttpResponseBase:
    """Send one public file; what is not a picture is offered as a download."""
    try:
        file = settings.MEDIA_ROOT / safe_join(settings.MEDIA_ROOT, path)
    except (SuspiciousFileOperation, ValueError):
        raise Http404 from None
    if not file.is_file():
        raise Http404
    # a closed list of widths: nobody fills the disk by asking for every number
    if request.GET.get("l") in copies.WIDTHS and file.suffix.lower() in PICTURES:
        file = _narrowed(file, request.GET["l"])
    modified = file.stat().st_mtime
    if not was_modified_since(request.META.get("HTTP_IF_MODIFIED_SINCE"), modified):
        return HttpResponseNotModified()
    kind = PICTURES.get(file.suffix.lower())
    response = FileResponse(file.open("rb"), content_type=kind or "application/octet-stream")
    response["Last-Modified"] = http_date(modified)
    is_ours = not path.startswith(f"{copies.FOLDER}/")
    response["Cache-Control"] = KEEP if is_ours else SHORTLY
    response["X-Content-Type-Options"] = "nosniff"
    if not kind:
        response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file.name)}"
    return response


def _narrowed(file: Path, width: str) -> Path:
    """The same picture at most so many pixels wide, made once; the original if that fails."""
    name = f"{file.relative_to(settings.MEDIA_ROOT)}.webp"
    small = settings.MEDIA_ROOT / copies.SMALLER / width / name
    if small.is_file() and small.stat().st_mtime >= file.stat().st_mtime:
        return small
    # written apart and renamed: another request never sends half a picture
    draft = small.with_name(f".{token_hex(8)}.part")
    try:
        small.parent.mkdir(parents=True, exist_ok=True)
        with Image.open(file) as image:
            # JPEG decodes at a fraction of its size: a large original costs little memory
            image.draft("RGB", (int(width), int(width)))
            image.thumbnail((int(width), int(width) * 4), Image.Resampling.LANCZOS)
            image.save(draft, "WEBP", quality=80, method=4)
        os.replace(draft, small)
    except (OSError, ValueError):
        draft.unlink(missing_ok=True)
        return file
    return small
