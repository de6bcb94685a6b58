"""What to do now: demand, travel, recommendation, coverage and the verbs that send."""
