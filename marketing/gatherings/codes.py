"""Square codes that a telephone reads: at the door, and on a poster."""

from __future__ import annotations

from base64 import b64encode

import qrcode
from django.utils.safestring import SafeString, mark_safe
from qrcode.constants import ERROR_CORRECT_M

QUIET = 4  # modules of white around it, without which it is not read


def drawing(text: str) -> SafeString:
    """The code as a drawing that stands in a page: one path, dark on white by night too."""
    side, path = _path(text)
    return mark_safe(  # noqa: S308 - made of numbers alone
        f'<svg class="square-code" viewBox="0 0 {side} {side}" aria-hidden="true">'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path fill="#000" d="{path}"/></svg>'
    )


def picture(text: str) -> str:
    """The same as the address of a picture, for documents."""
    side, path = _path(text)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path fill="#000" d="{path}"/></svg>'
    )
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"


def _path(text: str) -> tuple[int, str]:
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET)
    code.add_data(text)
    rows = code.get_matrix()
    dark = [
        f"M{x} {y}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, is_dark in enumerate(row)
        if is_dark
    ]
    return len(rows), "".join(dark)
