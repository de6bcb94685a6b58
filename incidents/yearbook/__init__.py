"""The yearbook: the tables of a year, how they are counted, and what other papers printed."""
