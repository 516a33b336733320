"""Which parcels of the demonstration are gifts, and what is written with them."""

# by the name of the order's script; a gift may go without a word
GIFTS = {
    "packed:1": "Joyeux anniversaire Mamie !\nOn se voit dimanche, garde-nous du gâteau.\nLéa et Tom",
    "packed:4": "",
    "packed:8": "Pour votre nouvelle maison, avec toute notre amitié.",
    "diary:2": "Bon anniversaire ! J'ai pensé à toi en le voyant. Alice",
}
