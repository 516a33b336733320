"""The directory of shops: finding one by its name, its place or what it sells, and the map."""
