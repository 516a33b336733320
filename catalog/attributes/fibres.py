"""The fibres a composition may name (Règlement (UE) 1007/2011, annexe I), in French and English,
with the names of trade that buyers know them by; folded, one word each.
"""

from __future__ import annotations

import re

from marketplace.shared.folding import fold

_ANIMAL = """
    laine merinos agneau mouton alpaga lama chameau cachemire mohair angora vigogne yack
    guanaco castor loutre poil crin soie cuir duvet plume feutre wool merino lambswool alpaca
    llama camel cashmere vicuna yak hair horsehair silk leather down feather felt wolle seide
    leder
"""
_PLANT = """
    coton lin chanvre jute abaca alfa coco genet ramie sisal sunn henequen maguey kapok bambou
    raphia paille cotton linen flax hemp coir bamboo raffia straw baumwolle leinen hanf
"""
_MADE = """
    acetate alginate cupro modal proteinique triacetate viscose rayonne lyocell tencel
    acrylique chlorofibre fluorofibre modacrylique polyamide nylon aramide polyimide
    polylactide polyester polyethylene polypropylene polycarbamide polyurethane vinylal
    trivinyl elastodiene elasthanne elastane elastomultiester elastolefine melamine
    polyacrylate verre metal metallique metallisee lurex lycra spandex papier latex caoutchouc
    microfibre rayon acrylic modacrylic aramid glass metallic paper rubber microfibre
    microfiber polyacryl elasthan polyamid viskose
"""
# « fibres diverses » is what the text lets one say of the rest
NAMES = frozenset([*_ANIMAL.split(), *_PLANT.split(), *_MADE.split(), "fibre", "fiber"])
_WORD = re.compile(r"[a-z]+", re.ASCII)
# « pure laine », « tout coton » say their share (article 7)
_PURE = re.compile(r"\b(?:pure?s?|tout|all)\b")


def named(text: str) -> bool:
    """Whether a text names a fibre."""
    return any(w in NAMES or w.removesuffix("s") in NAMES for w in _WORD.findall(fold(text)))


def is_pure(text: str) -> bool:
    """Whether a text says, without a figure, that there is one fibre and no other."""
    return bool(_PURE.search(fold(text)))
