"""What happened: incidents, calls, places and the tables made of them."""
