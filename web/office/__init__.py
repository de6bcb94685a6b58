"""Tables and papers as files: CSV, XLSX, DOCX, PDF, JSON and text for the terminal."""
