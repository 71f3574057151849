"""How much a post may hold; every refusal for size names the limit that it is measured by."""

FILE_BYTES = 8_000_000
HEADER_CHARACTERS = 262_144
BODY_CHARACTERS = 1_000_000
HEADLINE_CHARACTERS = 500
DEK_CHARACTERS = 2_000
WORD_CHARACTERS = 100
"""One tag, one category."""
AUTHOR_CHARACTERS = 200
PICTURES = 200
"""Entries of `picture_uses`."""
PICTURE_CHARACTERS = 5_000
"""One text of a picture: its caption, its alt text."""
LINE_CHARACTERS = 500
"""One line of a picture: its name in the text, its credit line."""
WORDS = 100
"""Tags, categories or authors of one post."""
SLUG_CHARACTERS = 200
ADDRESS_CHARACTERS = 500
ADDRESSES = 100
PATH_CHARACTERS = 500
NESTING = 32
EXPANDED_SIZE = 400_000
"""Values plus characters of a YAML header once its aliases are written out."""
