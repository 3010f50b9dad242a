"""Tokens of many classes, good and bad, each with the verdict that the rules give it.

Independent of the crates: RSA by Python's `cryptography`, JSON and base64url written by hand where a library would
not write the wrong thing.
"""
