"""What the sellers of the stories bring: papers, a catalogue file, photos."""

from __future__ import annotations

import io
import zipfile

from PIL import Image, ImageDraw

from marketplace.demo.illustrations import draw, encoded

HEAD = "Référence;Titre;Description;Catégorie;Prix TTC;Stock;Couleur;Photo;Collection"
# kind, reference, title, description, category, price, stock, colour, photo
CERAMICS = (
    (
        "teapot",
        "TH-01",
        "Théière en grès bleu orage",
        "Tournée et émaillée à la main, un litre, bec anti-goutte. Passe au lave-vaisselle.",
        "Théières",
        "48,00",
        "6",
        "bleu orage",
    ),
    (
        "bowl",
        "BO-01",
        "Bol du matin en grès",
        "Un grand bol à oreilles pour le café ou la soupe, 45 cl."
        " Une petite gravure ? Écrivez à nina@gres-de-nina.example.",
        "Bols",
        "24,50",
        "12",
        "sable",
    ),
    (
        "mug",
        "MU-01",
        "Tasse haute émaillée",
        "Une tasse de 30 cl à l'anse généreuse, émail brillant.",
        "Tasses",
        "19,00",
        "20",
        "menthe",
    ),
    (
        "plate",
        "AS-01",
        "Assiette plate de 26 cm",
        "Une assiette aux bords irréguliers, cuite à haute température.",
        "Assiettes",
        "1,234",
        "-3",
        "craie",
    ),
    (
        "pitcher",
        "PI-01",
        "Pichet à eau en grès",
        "Un litre et demi, une belle prise en main, émail mat.",
        "Pichets",
        "39,90",
        "4",
        "vert sapin",
    ),
)


def catalogue() -> dict:
    """The file a potter exports from her spreadsheet: semicolons, Windows letters, one bad line."""
    lines = [HEAD]
    for kind, sku, title, text, place, price, stock, colour in CERAMICS:
        lines.append(f"{sku};{title};{text};{place};{price};{stock};{colour};{kind}.jpg;Automne")
    return {
        "name": "catalogue-nina.csv",
        "mimeType": "text/csv",
        "buffer": "\n".join(lines).encode("cp1252"),
    }


def photos() -> dict:
    """Their photos, in a folder of a ZIP."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number, (kind, *_rest, colour) in enumerate(CERAMICS):
            archive.writestr(f"photos/{kind}.jpg", picture(kind, number, colour))
    return {"name": "photos.zip", "mimeType": "application/zip", "buffer": out.getvalue()}


def picture(kind: str, seed: int, colour: str, side: int = 900) -> bytes:
    """A photo of a product."""
    return encoded(draw(kind, seed, side, colour=colour))


def paper(title: str) -> dict:
    """A scanned document."""
    page = Image.new("RGB", (800, 1100), "white")
    ImageDraw.Draw(page).text((80, 80), title, fill="black", font_size=40)
    out = io.BytesIO()
    page.save(out, "PDF")
    return {"name": f"{title}.pdf", "mimeType": "application/pdf", "buffer": out.getvalue()}


def photo_of(name: str) -> dict:
    """One picture as a file field takes it: two names are two pictures."""
    out = io.BytesIO()
    shade = sum(map(ord, name)) % 200
    Image.new("RGB", (1200, 1200), (shade, 120, 160)).save(out, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": out.getvalue()}
