"""What the demonstration says: categories, makers, goods, reviews, articles, people. No network, no chance but a seed."""
