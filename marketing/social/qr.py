"""An address as a square that telephones read."""

from __future__ import annotations

from io import BytesIO

import qrcode
from qrcode.image.pil import PilImage
from qrcode.image.svg import SvgPathImage

KINDS = {"svg": "image/svg+xml", "png": "image/png"}


def drawn(url: str, kind: str) -> bytes:
    """The square of an address, as SVG for a printer or as PNG."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, box_size=16, border=4)
    code.add_data(url)
    code.make(fit=True)
    out = BytesIO()
    code.make_image(image_factory=SvgPathImage if kind == "svg" else PilImage).save(out)
    return out.getvalue()
