"""Where the invented points of the sandbox lie: towns, roughly where they are, and how many points.

A postcode that is not in the table stands where the first town of its department does.
"""

from __future__ import annotations

from math import cos, hypot, radians

PARIS = (
    "48.863,2.336 48.868,2.344 48.864,2.361 48.854,2.357 48.845,2.350 48.849,2.333 48.856,2.312"
    " 48.873,2.312 48.877,2.337 48.876,2.361 48.859,2.380 48.835,2.421 48.829,2.363 48.830,2.327"
    " 48.840,2.293 48.860,2.262 48.887,2.307 48.892,2.348 48.887,2.385 48.864,2.401"
)
TOWNS = """\
69003 Lyon 45.757 4.855 8
13006 Marseille 43.287 5.381 8
31000 Toulouse 43.604 1.444 7
06000 Nice 43.703 7.266 6
44000 Nantes 47.218 -1.554 7
34000 Montpellier 43.611 3.877 6
67000 Strasbourg 48.583 7.746 7
33000 Bordeaux 44.838 -0.579 7
59000 Lille 50.633 3.058 7
35000 Rennes 48.111 -1.680 6
51100 Reims 49.258 4.032 3
83000 Toulon 43.124 5.928 3
42000 Saint-Étienne 45.434 4.390 3
76000 Rouen 49.443 1.100 3
38000 Grenoble 45.188 5.725 3
21000 Dijon 47.322 5.041 3
49000 Angers 47.471 -0.552 3
30000 Nîmes 43.837 4.360 2
63000 Clermont-Ferrand 45.777 3.087 3
72000 Le Mans 48.006 0.199 2
37000 Tours 47.394 0.685 3
80000 Amiens 49.894 2.296 2
87000 Limoges 45.834 1.262 2
74000 Annecy 45.899 6.129 2
66000 Perpignan 42.699 2.896 2
29200 Brest 48.390 -4.486 2
25000 Besançon 47.238 6.024 2
45000 Orléans 47.903 1.909 2
14000 Caen 49.183 -0.371 2
57000 Metz 49.119 6.176 2
54000 Nancy 48.692 6.184 3
68100 Mulhouse 47.750 7.336 2
93100 Montreuil 48.862 2.442 2
92100 Boulogne-Billancourt 48.835 2.241 2
94300 Vincennes 48.848 2.439 2
78000 Versailles 48.801 2.130 2
91400 Orsay 48.698 2.187 1
95000 Cergy 49.036 2.076 1
77000 Melun 48.540 2.660 1
64000 Pau 43.295 -0.370 2
86000 Poitiers 46.580 0.340 2
17000 La Rochelle 46.160 -1.151 2
84000 Avignon 43.949 4.806 2
56000 Vannes 47.658 -2.760 2
20000 Ajaccio 41.919 8.739 3
20200 Bastia 42.697 9.450 3
01000 Bourg-en-Bresse 46.205 5.226 1
02000 Laon 49.564 3.624 1
03000 Moulins 46.566 3.333 1
04000 Digne-les-Bains 44.092 6.236 1
05000 Gap 44.559 6.079 1
07000 Privas 44.735 4.599 1
08000 Charleville-Mézières 49.762 4.726 1
09000 Foix 42.966 1.607 1
10000 Troyes 48.297 4.074 1
11000 Carcassonne 43.213 2.352 1
12000 Rodez 44.350 2.575 1
15000 Aurillac 44.926 2.440 1
16000 Angoulême 45.648 0.156 1
18000 Bourges 47.081 2.399 1
19100 Brive-la-Gaillarde 45.158 1.532 1
22000 Saint-Brieuc 48.514 -2.765 1
23000 Guéret 46.170 1.871 1
24000 Périgueux 45.184 0.721 1
26000 Valence 44.933 4.892 1
27000 Évreux 49.024 1.151 1
28000 Chartres 48.444 1.489 1
32000 Auch 43.646 0.586 1
36000 Châteauroux 46.811 1.691 1
39000 Lons-le-Saunier 46.675 5.555 1
40100 Dax 43.707 -1.054 1
41000 Blois 47.586 1.335 1
43000 Le Puy-en-Velay 45.043 3.885 1
46000 Cahors 44.448 1.441 1
47000 Agen 44.203 0.617 1
48000 Mende 44.518 3.500 1
50000 Saint-Lô 49.116 -1.090 1
52000 Chaumont 48.111 5.139 1
53000 Laval 48.070 -0.773 1
55000 Bar-le-Duc 48.773 5.159 1
58000 Nevers 46.990 3.159 1
60000 Beauvais 49.430 2.081 1
61000 Alençon 48.432 0.091 1
62000 Arras 50.291 2.778 1
65000 Tarbes 43.233 0.078 1
70000 Vesoul 47.620 6.155 1
71000 Mâcon 46.306 4.831 1
73000 Chambéry 45.564 5.918 1
79000 Niort 46.323 -0.465 1
81000 Albi 43.929 2.148 1
82000 Montauban 44.018 1.355 1
85000 La Roche-sur-Yon 46.670 -1.427 1
88000 Épinal 48.173 6.450 1
89000 Auxerre 47.798 3.573 1
90000 Belfort 47.638 6.863 1
"""

Spot = tuple[float, float]


def towns() -> list[tuple[str, str, Spot, int]]:
    """Each town: its postcode, its name, where it lies, and how many points it has."""
    districts = [
        (f"750{rank:02d}", "Paris", _spot(*spot.split(",")), 2)
        for rank, spot in enumerate(PARIS.split(), start=1)
    ]
    others = []
    for row in TOWNS.splitlines():
        postcode, rest = row.split(" ", 1)
        name, north, east, count = rest.rsplit(" ", 3)
        others.append((postcode, name, _spot(north, east), int(count)))
    return districts + others


def of(postcode: str) -> Spot | None:
    """Where a postcode lies, more or less; None where the sandbox knows no town at all."""
    known = {code: spot for code, _name, spot, _count in towns()}
    if postcode in known:
        return known[postcode]
    area = postcode[:3] if postcode.startswith("20") else postcode[:2]
    near = (code for code in known if code.startswith(area))
    code = next(near, "20200" if postcode.startswith("20") else None)
    return known[code] if code else None


def is_known(postcode: str) -> bool:
    """Whether a postcode is one of the towns themselves, so that its distances are true."""
    return any(code == postcode for code, _name, _spot, _count in towns())


def metres(here: Spot, there: Spot) -> int:
    """As the crow flies, on a map flat enough for one country."""
    north = (there[0] - here[0]) * 111_320
    east = (there[1] - here[1]) * 111_320 * cos(radians(here[0]))
    return round(hypot(north, east))


def _spot(north: str, east: str) -> Spot:
    return float(north), float(east)
