"""What if there were data: a county folder and its reader, and generated demonstration data."""
