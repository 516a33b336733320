"""The papers a seller hands in: real PDFs, made by hand, that say what they are."""

from collections.abc import Mapping

HEAD = b"%PDF-1.4\n"
# What an extract of the register says of a company, in this order.
REGISTERED = ("legal_name", "legal_form", "capital", "siret", "rcs", "representative", "line1")
SAMPLE = "Document de démonstration, sans valeur."


def extract(title: str, company: Mapping[str, str]) -> bytes:
    """A paper about a company: every value that its file or its request bears, as it bears it."""
    named = {"capital": "Capital {}", "siret": "SIRET {}"}
    lines = [
        named.get(column, "{}").format(company[column])
        for column in REGISTERED
        if company.get(column)
    ]
    return pdf(title, [*lines, f"{company['postcode']} {company['city']}", SAMPLE])


def pdf(title: str, lines: list[str]) -> bytes:
    """A page of text as a PDF: four objects, a table, a trailer."""
    text = [f"BT /F1 16 Tf 60 770 Td ({_safe(title)}) Tj /F1 11 Tf"]
    text += [f"0 -24 Td ({_safe(line)}) Tj" for line in lines]
    stream = " ".join([*text, "ET"]).encode("cp1252", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    return _assembled(objects)


def _assembled(objects: list[bytes]) -> bytes:
    out, places = bytearray(HEAD), []
    for rank, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (rank, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        table,
    )
    return bytes(out)


def _safe(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
