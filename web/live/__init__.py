"""What the consoles hear while they are open: read once by a feed, told to all by a hall."""
