"""The way along the roads: which vehicle may go where, how fast, and how long it takes."""
