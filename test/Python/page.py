# The page about the package shows what happens.
# RUN: cd %src && %python -m doctest docs/python.md
