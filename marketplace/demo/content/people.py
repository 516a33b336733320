"""The buyers: invented people, in real towns."""

from dataclasses import dataclass
from functools import cache
from random import Random

from marketplace.demo.content import numbers
from marketplace.demo.content.words import slug

_FIRST = [
    "Alice",
    "Camille",
    "Julien",
    "Marion",
    "Thomas",
    "Sarah",
    "Nicolas",
    "Claire",
    "Mehdi",
    "Léa",
    "Hugo",
    "Manon",
    "Antoine",
    "Inès",
    "Paul",
    "Zoé",
    "Karim",
    "Élise",
    "Maxime",
    "Jeanne",
    "Louis",
    "Anna",
    "Victor",
    "Chloé",
    "Romain",
    "Amina",
    "Baptiste",
    "Lucie",
    "Olivier",
    "Nora",
    "Samuel",
    "Charlotte",
    "Pierre",
    "Aïcha",
    "Mathis",
    "Juliette",
    "Simon",
    "Laure",
    "Étienne",
    "Fatou",
    "Benoît",
    "Agathe",
    "Damien",
    "Mathilde",
    "Yanis",
    "Pauline",
    "François",
    "Capucine",
    "Quentin",
    "Hélène",
    "Rachid",
    "Margot",
    "Guillaume",
    "Solène",
    "Tristan",
    "Noémie",
    "Arthur",
    "Valérie",
    "Florian",
    "Delphine",
]
_LAST = [
    "Morel",
    "Garnier",
    "Lefèvre",
    "Rousseau",
    "Benali",
    "Marchand",
    "Caron",
    "Perrin",
    "Roy",
    "Leclerc",
    "Fontaine",
    "Chevalier",
    "Robin",
    "Masson",
    "Noël",
    "Dumas",
    "Brunet",
    "Haddad",
    "Rivière",
    "Meunier",
    "Besson",
    "Colin",
    "Vidal",
    "Renard",
    "Giraud",
    "Traoré",
    "Barbier",
    "Aubert",
    "Hamon",
    "Poirier",
    "Jacquet",
    "Lemoine",
    "Pons",
    "Diallo",
    "Cousin",
    "Maillard",
    "Guichard",
    "Ferry",
    "Tessier",
    "Humbert",
    "Delorme",
    "Bailly",
    "Launay",
    "Cordier",
    "Prévost",
    "Charpentier",
    "Navarro",
    "Sauvage",
    "Pichon",
    "Blondel",
    "Auger",
    "Rolland",
    "Mallet",
    "Verdier",
    "Kacem",
    "Bonnin",
    "Tanguy",
    "Lacroix",
    "Salmon",
    "Bazin",
]
_STREETS = [
    "rue des Lilas",
    "rue Voltaire",
    "avenue de la République",
    "rue du Moulin",
    "place de l'Église",
    "rue Pasteur",
    "chemin des Vignes",
    "rue Victor-Hugo",
    "allée des Tilleuls",
    "rue de la Fontaine",
    "boulevard Carnot",
    "rue du Bac",
    "quai des Marins",
    "rue Jean-Moulin",
    "impasse du Verger",
    "rue des Écoles",
    "rue Lamartine",
    "cours Gambetta",
]
_TOWNS = [
    "75011 Paris",
    "69003 Lyon",
    "13006 Marseille",
    "31000 Toulouse",
    "33000 Bordeaux",
    "44000 Nantes",
    "59000 Lille",
    "67000 Strasbourg",
    "35000 Rennes",
    "34000 Montpellier",
    "38000 Grenoble",
    "21000 Dijon",
    "49000 Angers",
    "37000 Tours",
    "63000 Clermont-Ferrand",
    "76000 Rouen",
    "14000 Caen",
    "29200 Brest",
    "51100 Reims",
    "54000 Nancy",
    "25000 Besançon",
    "86000 Poitiers",
    "87000 Limoges",
    "64000 Pau",
    "66000 Perpignan",
    "74000 Annecy",
    "06000 Nice",
    "83000 Toulon",
    "84000 Avignon",
    "56000 Vannes",
    "17000 La Rochelle",
    "24000 Périgueux",
    "19100 Brive-la-Gaillarde",
    "12000 Rodez",
    "15000 Aurillac",
    "26000 Valence",
    "01000 Bourg-en-Bresse",
    "89000 Auxerre",
    "72000 Le Mans",
    "80000 Amiens",
    "20000 Ajaccio",
    "93100 Montreuil",
    "92100 Boulogne-Billancourt",
    "94300 Vincennes",
    "78000 Versailles",
    "91400 Orsay",
    "30000 Nîmes",
    "11000 Carcassonne",
    "40100 Dax",
    "65000 Tarbes",
]
_POINTS = [
    "Tabac-presse de la Gare",
    "Épicerie du Marché",
    "Librairie Les Mots passants",
    "Pressing des Halles",
    "Cave Saint-Vincent",
    "Fleurs et Compagnie",
    "Superette du Centre",
    "Cordonnerie Mercier",
]


@dataclass(frozen=True)
class Buyer:
    """Someone who buys, and where it should be sent."""

    name: str
    email: str
    line1: str
    postcode: str
    city: str
    phone: str


@cache
def buyers(count: int = 120, seed: int = 11) -> tuple[Buyer, ...]:
    """People who order, the same for the same arguments."""
    rng = Random(seed)
    by_email: dict[str, Buyer] = {}
    while len(by_email) < count:
        first, last = rng.choice(_FIRST), rng.choice(_LAST)
        postcode, city = rng.choice(_TOWNS).split(" ", 1)
        email = f"{slug(first)}.{slug(last)}@courriel.example"
        line1 = f"{rng.randint(1, 96)} {rng.choice(_STREETS)}"
        by_email.setdefault(
            email,
            Buyer(f"{first} {last}", email, line1, postcode, city, numbers.mobile(len(by_email))),
        )
    return tuple(by_email.values())


def point_near(who: Buyer, rng: Random) -> dict:
    """The point in their town where somebody collects parcels."""
    return {
        "name": rng.choice(_POINTS),
        "line1": f"{rng.randint(1, 60)} {rng.choice(_STREETS)}",
        "postcode": who.postcode,
        "city": who.city,
        "code": f"{rng.randint(1000, 99999):06d}",
    }
