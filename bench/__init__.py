"""The figures that Davy promises, measured on the machine at hand."""
