"""How contacts are written: e-mail addresses, sites, telephones, streets, messengers.

All are looked for in small letters without accents, but for the streets abroad and what follows a
street, which capitals tell apart.
"""

from __future__ import annotations

import re

# --- Patterns of the sheets too, in small letters without accents ---------------------------------
# every pattern starts at a word and is bounded: no text can make the search slow

EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}\s?(?:@|\(at\)|\[at\]|\barobase\b)\s?[\w-]{1,63}\s?(?:\.|\bpoint\b|\bdot\b)\s?[a-z]{2}"
)
LINK = re.compile(
    r"https?://\S+|\bwww\.\S+|(?<![\w@-])[a-z0-9-]{2,63}\.(?:fr|com|net|org|shop|store|eu|io)\b(?!\w)"
)
# French numbers in pairs, with or without +33; longer runs of digits are references
TELEPHONE = re.compile(
    r"(?<![\w.])(?:(?:\+|00)33[\s.-]?\(?0?\)?|0)[1-9](?:[\s.-]?\d{2}){4}(?![\s.-]?\d)"
)
TELEPHONE_ABROAD = re.compile(r"(?<![\w.])\+\d{2}[\s.-]?\d{1,4}(?:[\s.-]?\d{2,4}){2,4}(?!\d)")

# --- Those of messages, where people look for ways around us --------------------------------------

AT = re.compile(
    r"\s{0,2}(?:@|[(\[{<]\s?(?:at|a|arobase?|arrobase?|@)\s?[)\]}>]|\b(?:arobase?|arrobase?|chez|at)\b)\s{0,2}"
)
PROVIDERS = (
    r"(?:gmail|hotmail|outlook|yahoo|orange|wanadoo|laposte|free|sfr|icloud|live|protonmail|proton"
    r"|gmx|bbox|numericable|neuf|aol|msn|skynet|bluewin|libero|web)"
)
# a point that ends a sentence has no space before it: what follows it is no part of an address
DOT = r"(?:\.|\s\.\s?|\s?[(\[]\s?(?:point|dot|\.)\s?[)\]]\s?|\s(?:point|dot)\s)"
LOCAL = re.compile(
    r"(?<![\w.+-])(?:[\w+-](?:\s[\w.+-]){2,30}|[\w+-]{1,64}(?:(?:\s?\.\s?|\s(?:point|dot|tiret|underscore)\s|[.+-])[\w+-]{1,40}){0,4})\Z"
)
DOMAIN = re.compile(
    rf"(?:[a-z0-9-]{{1,63}}(?:{DOT}[a-z0-9-]{{2,63}}){{1,3}}|(?:[a-z0-9-]\s){{2,20}}\.(?:\s[a-z]){{2,4}}\b|{PROVIDERS}\b(?:{DOT}[a-z]{{2,4}}\b)?)"
)
# after « chez » or « at » only a provider of mailboxes makes an address
SURE = re.compile(rf"{PROVIDERS}\b(?:{DOT}[a-z]{{2,4}}\b)?")
SITES = re.compile(
    r"https?://\S{1,500}|\bwww\s?\.\s?\S{1,200}|\b(?:wa|t|m)\.me/\S{1,100}"
    r"|(?<![\w@.-])(?:[a-z0-9-]{1,63}\.){1,4}(?:fr|com|net|org|shop|store|eu|io|be|ch|lu|info|biz|online|site|boutique|co\.uk)\b(?!\w)(?:/\S{0,200})?"
    r"|(?<![\w@-])[a-z0-9-]{2,63}\s(?:point|dot)\s(?:fr|com|org|shop)\b"
    r"|(?<![\w@-])[a-z0-9-]{2,63}\s?[(\[]\s?(?:point|dot|\.)\s?[)\]]\s?(?:fr|com|net|org|shop|eu|be|ch)\b"
)
# the sites of the carriers and of the administration are nobody's way around us
ALLOWED_SITES = re.compile(
    r"(?:^|[/.])(?:laposte|chronopost|mondialrelay|pickup|colissimo|ups|dhl|fedex|dpd|gls-group"
    r"|colisprive|relaiscolis|bpost|service-public|(?:[a-z0-9-]+\.)?gouv)\.(?:fr|com|net|be|eu)(?:[/?:#]|$)"
)

_GAP = r"[\s.\-_·*,:/|]{1,3}"
_BEFORE = r"(?<![\w+])(?<!\d[.,/-])"
_IN_PAIRS = (
    # all parted alike, or by signs that part no dates
    rf"{_BEFORE}(?:\([0o]\)|[0o])\s?[1-9](?P<gap>{_GAP})\d\d(?:(?P=gap)\d\d){{3}}(?!\w)(?!(?P=gap)\d\d)",
    rf"{_BEFORE}[0o][1-9](?:[\s.\-_·*]{{1,3}}\d\d){{4}}(?!\w)(?![\s.-]\d\d(?!\d))",
    # one by one
    rf"{_BEFORE}[0o]{_GAP}[1-9](?:{_GAP}\d){{8}}(?!\w)(?!{_GAP}\d\b)",
)
# in one run, by four and in pairs, by four, two and four, by four and three, by three: read only
# where nothing says that it is a reference, and only when such a number exists
_NATIONAL = (
    r"(?<![\w+/-])(?<!\d[.,])0[1-9]\d{8}(?![\w/-])(?![.,]\d)",
    r"(?<![\w+/-])(?<!\d[\s.,])0[1-9]\d\d[\s./-](?:\d\d[\s.-]\d\d[\s.-]\d\d|\d{3}[\s.-]\d{3}|\d\d[\s.-]\d{4})(?![\w/-])(?![\s.,]\d)",
    r"(?<![\w+/-])(?<!\d[\s.,])0[1-9]\d[\s./-]\d{3}[\s.-]\d\d[\s.-]\d\d(?![\w/-])(?![\s.,]\d)",
    r"(?<![\w+/-])(?<!\d[\s.,])0[1-9][\s./-]\d{3}[\s.-]\d\d[\s.-]\d\d(?![\w/-])(?![\s.,]\d)",
    r"(?<![\w+/-])(?<!\d[\s.,])0[1-9](?:[\s-]\d{4}[\s-]|\d[\s-]\d{3}[\s-])\d{4}(?![\w/-])(?![\s.,]\d)",
    r"(?<![\w+/-])(?<!\d[\s.,])0\d{2,4}\s?[\s/-]\s?\d{6,8}(?![\w/-])(?![\s.,]\d)",
)
IN_PAIRS = tuple(re.compile(pattern) for pattern in _IN_PAIRS)
NATIONAL = tuple(re.compile(pattern) for pattern in _NATIONAL)
INTERNATIONAL = re.compile(
    r"(?<![\w+])(?:\(?\+\s?|\(?00[\s.]?)[1-9]\d{0,2}\)?(?:[\s.\-/()_·]{0,3}\d){6,13}(?!\w)(?![\s.-]?\d)"
)
# 612 345 678 alone may be anything; beside such a word it is a number of somebody's
CALLED = re.compile(
    r"\b(?:tel|telephones?|telephonez|portable|mobile|gsm|natel|handy|telefono|telefon|movil|cellulare"
    r"|appele[zr]|appelle-moi|rappele[zr]|joindre|joignable|whatsapp|sms|call|phone|fixe)\b[^\d\n]{0,25}"
    r"(?P<number>\(?\d(?:[\s.\-/()]{0,2}\d){7,11})(?!\w)(?![\s.-]?\d)"
)
MEANT_OTHERWISE = re.compile(r"siren|siret|commande|suivi|facture|colis|order|\bref")
SHORT = re.compile(
    r"\b(?:tel|telephone|appele[zr]|joindre|joignable|call|phone)\b[^\d\n]{0,15}(?P<number>3\d{3}|3\d\s\d\d)(?!\w)(?![\s.,]?\d)"
)
COUNTRIES = ("FR", "BE", "CH", "LU", "ES", "IT", "DE", "AT", "NL", "PT", "GB", "IE", "DK", "MC")
# beside such a word a run of digits is a reference, unless it is written in pairs
REFERENCE = re.compile(
    r"(?:"
    r"suivi|colis|tracking|commande|facture|avoir|siret|siren|ean|isbn|gtin|reference|ref"
    r"|lot|iban|tva|rcs|serie|mondial relay|expedition|bordereau|dossier|retour"
    r"|reclamation|order|invoice|batch|parcel|code barres|n°|no|nr|#"
    r")\.?\s{0,2}"
    r"(?:(?:n[o°]?|numero|number|:|est|is|le|du|de|par|mondial relay|colissimo|dhl|fedex|suivi)"
    r"\.?\s{0,2}){0,4}\Z"
)
# whom to call about a parcel: numbers that the carriers publish for everybody
CARRIERS = frozenset(
    {
        "0969391391",  # Chronopost
        "0969322332",  # Mondial Relay
        "0173006661",  # UPS
        "0970808566",  # DPD
    }
)

_STRONG = (
    r"(?:"
    r"rue|avenue|av\.|boulevard|boul\.|bd|bld|blvd|impasse|faubourg|lotissement|hameau"
    r"|ruelle|rond-point|esplanade"
    r")"
)
_WEAK = (
    r"(?:"
    r"allee|chemin|place|pl\.|quai|route|rte|cours|square|passage|sentier|residence|voie"
    r"|montee|villa|cite|clos|traverse|venelle|promenade|mail"
    r")"
)
_OF = (
    r"(?:(?:"
    r"de la|de l'|de|du|des|d'|la|le|les|l'|aux|au|saint|sainte|st|ste|general|docteur|dr"
    r"|marechal|president"
    r")\s?)*"
)
# the mark (?P<name>) is where a proper name starts: what follows is judged by its capitals
STREETS = re.compile(
    rf"(?<![\w.,])\d{{1,4}}\s?(?:bis|ter|quater|[a-d]\b)?\s?,?\s{{1,3}}(?:(?P<strong>{_STRONG})|(?P<weak>{_WEAK}))\s{_OF}(?P<name>[^\W\d][\w'-]{{1,40}})"
)
TOWN = re.compile(
    r"[\s,–-]{1,4}(?:[A-Za-z]{1,2}-)?\d{4,5}\s{1,2}[^\W\d][\w'’-]{1,40}"
    r"(?:[ -][A-ZÀ-Ý][\w'’-]{1,40}){0,3}"
)
MORE_NAMES = re.compile(r"(?:\s(?:de |du |des |d['’])?[A-ZÀ-Ý][\w'’-]{1,40}){0,4}")
STREETS_ABROAD = re.compile(
    r"(?<!\w)[A-ZÄÖÜ][\wäöüß-]{2,40}(?:stra(?:ß|ss)e|str\.|gasse|weg|straat|laan)\s\d{1,4}\s?[a-d]?\b"
    r"|(?<!\w)(?:[Vv]ia|[Cc]alle|[Vv]iale|[Cc]orso|[Rr]ua|[Aa]venida)\s(?:[a-z]{2,4}\s)?[A-Z][\w'’-]{2,40}(?:\s[A-Z][\w'’-]{1,40}){0,2},?\s\d{1,4}\b"
    r"|(?<![\w.,])\d{1,4}\s[A-Z][\w'’-]{1,40}(?:\s[A-Z][\w'’-]{1,40})?\s(?:[Ss]treet|[Rr]oad|[Ll]ane|[Dd]rive)\b"
)

MESSENGERS = re.compile(
    # those that do nothing else than bring people together
    r"\b(?:whats\s?app|telegram|snapchat|viber|skype|discord|wechat)\b(?:\s?[:=]\s?@?[\w.]{3,30})?"
    # a network, with who one is there
    r"|\b(?:insta(?:gram)?|facebook|fb|messenger|tiktok|snap|vinted|leboncoin|etsy)\s?[:=@]\s?@?[\w.]{3,40}"
    r"|(?<![\w.@])@\s?[a-z_][\w.]{2,39}"
)
# « vu sur Instagram » is no contact, « écrivez-moi sur Instagram » is one
INVITED = re.compile(
    r"\b(?:ecri[a-z]{1,6}|contact[a-z]{0,6}|retrouv[a-z]{1,5}|rejoi[a-z]{1,7}|ajout[a-z]{1,5}|parl[a-z]{1,5}"
    r"|discut[a-z]{1,5}|passe[zr]|envoy[a-z]{1,4}|message|mp|dm|write|reach|find|text|add)\b[^.!?\n]{0,40}?"
    r"\b(?P<name>insta(?:gram)?|facebook|fb|messenger|tiktok|snap|vinted|leboncoin|etsy)\b"
)
