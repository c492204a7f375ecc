"""The conformance suite of NNEF."""
