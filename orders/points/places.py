"""Where the invented points of the sandbox lie."""

from __future__ import annotations

from functools import cache

from marketplace.shared.centroids import Spot

IN_A_DISTRICT = 4  # points
PARIS = (
    "48.863,2.336 48.868,2.344 48.864,2.361 48.854,2.357 48.845,2.350 48.849,2.333 48.856,2.312"
    " 48.873,2.312 48.877,2.337 48.876,2.361 48.859,2.380 48.835,2.421 48.829,2.363 48.830,2.327"
    " 48.840,2.293 48.860,2.262 48.887,2.307 48.892,2.348 48.887,2.385 48.864,2.401"
)
TOWNS = """\
69003 Lyon 45.757 4.855 12
13006 Marseille 43.287 5.381 12
31000 Toulouse 43.604 1.444 12
06000 Nice 43.703 7.266 12
44000 Nantes 47.218 -1.554 12
34000 Montpellier 43.611 3.877 12
67000 Strasbourg 48.583 7.746 12
33000 Bordeaux 44.838 -0.579 12
59000 Lille 50.633 3.058 12
35000 Rennes 48.111 -1.680 12
51100 Reims 49.258 4.032 8
83000 Toulon 43.124 5.928 8
42000 Saint-Étienne 45.434 4.390 8
76000 Rouen 49.443 1.100 8
38000 Grenoble 45.188 5.725 8
21000 Dijon 47.322 5.041 8
49000 Angers 47.471 -0.552 8
30000 Nîmes 43.837 4.360 8
63000 Clermont-Ferrand 45.777 3.087 8
72000 Le Mans 48.006 0.199 8
37000 Tours 47.394 0.685 8
80000 Amiens 49.894 2.296 8
87000 Limoges 45.834 1.262 8
74000 Annecy 45.899 6.129 8
66000 Perpignan 42.699 2.896 8
29200 Brest 48.390 -4.486 8
25000 Besançon 47.238 6.024 8
45000 Orléans 47.903 1.909 8
14000 Caen 49.183 -0.371 8
57000 Metz 49.119 6.176 8
54000 Nancy 48.692 6.184 8
68100 Mulhouse 47.750 7.336 8
93100 Montreuil 48.862 2.442 8
92100 Boulogne-Billancourt 48.835 2.241 8
94300 Vincennes 48.848 2.439 8
78000 Versailles 48.801 2.130 8
91400 Orsay 48.698 2.187 3
95000 Cergy 49.036 2.076 3
77000 Melun 48.540 2.660 3
64000 Pau 43.295 -0.370 8
86000 Poitiers 46.580 0.340 8
17000 La Rochelle 46.160 -1.151 8
84000 Avignon 43.949 4.806 8
56000 Vannes 47.658 -2.760 8
20000 Ajaccio 41.919 8.739 8
20200 Bastia 42.697 9.450 8
01000 Bourg-en-Bresse 46.205 5.226 3
02000 Laon 49.564 3.624 3
03000 Moulins 46.566 3.333 3
04000 Digne-les-Bains 44.092 6.236 3
05000 Gap 44.559 6.079 3
07000 Privas 44.735 4.599 3
08000 Charleville-Mézières 49.762 4.726 3
09000 Foix 42.966 1.607 3
10000 Troyes 48.297 4.074 3
11000 Carcassonne 43.213 2.352 3
12000 Rodez 44.350 2.575 3
15000 Aurillac 44.926 2.440 3
16000 Angoulême 45.648 0.156 3
18000 Bourges 47.081 2.399 3
19100 Brive-la-Gaillarde 45.158 1.532 3
22000 Saint-Brieuc 48.514 -2.765 3
23000 Guéret 46.170 1.871 3
24000 Périgueux 45.184 0.721 3
26000 Valence 44.933 4.892 3
27000 Évreux 49.024 1.151 3
28000 Chartres 48.444 1.489 3
32000 Auch 43.646 0.586 3
36000 Châteauroux 46.811 1.691 3
39000 Lons-le-Saunier 46.675 5.555 3
40100 Dax 43.707 -1.054 3
41000 Blois 47.586 1.335 3
43000 Le Puy-en-Velay 45.043 3.885 3
46000 Cahors 44.448 1.441 3
47000 Agen 44.203 0.617 3
48000 Mende 44.518 3.500 3
50000 Saint-Lô 49.116 -1.090 3
52000 Chaumont 48.111 5.139 3
53000 Laval 48.070 -0.773 3
55000 Bar-le-Duc 48.773 5.159 3
58000 Nevers 46.990 3.159 3
60000 Beauvais 49.430 2.081 3
61000 Alençon 48.432 0.091 3
62000 Arras 50.291 2.778 3
65000 Tarbes 43.233 0.078 3
70000 Vesoul 47.620 6.155 3
71000 Mâcon 46.306 4.831 3
73000 Chambéry 45.564 5.918 3
79000 Niort 46.323 -0.465 3
81000 Albi 43.929 2.148 3
82000 Montauban 44.018 1.355 3
85000 La Roche-sur-Yon 46.670 -1.427 3
88000 Épinal 48.173 6.450 3
89000 Auxerre 47.798 3.573 3
90000 Belfort 47.638 6.863 3
"""


@cache
def towns() -> tuple[tuple[str, str, Spot, int], ...]:
    """Each town: its postcode, its name, where it lies, and how many points it has."""
    districts = [
        (f"750{rank:02d}", "Paris", _spot(*spot.split(",")), IN_A_DISTRICT)
        for rank, spot in enumerate(PARIS.split(), start=1)
    ]
    others = []
    for row in TOWNS.splitlines():
        postcode, rest = row.split(" ", 1)
        name, north, east, count = rest.rsplit(" ", 3)
        others.append((postcode, name, _spot(north, east), int(count)))
    return (*districts, *others)


def _spot(north: str, east: str) -> Spot:
    return float(north), float(east)
