"""What is it: from the words of a call to kind, level, elements, questions and hints."""
