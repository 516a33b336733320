"""What templates of several apps say of sharing."""
