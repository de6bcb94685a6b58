"""The command line of the console: text in, a plain Chinese reading out, and the act it stands for.

Everything here is pure: the same words and the same board give the same reading.
"""
