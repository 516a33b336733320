"""What the house and its shops share elsewhere: cards, short links, kits, a queue of posts."""
