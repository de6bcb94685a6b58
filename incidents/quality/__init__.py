"""The quality of records: what is odd, missing or late, who mends it, and who has confirmed it."""
