"""How fast is it, beside what others would use: one module per subject, one table of figures."""
