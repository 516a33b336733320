"""What templates of several apps say of the catalogue."""
