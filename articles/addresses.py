"""First parts of an address that are taken, so that no section may have them."""

RESERVED_SECTION_SLUGS = frozenset(
    {
        "accounts",
        "admin",
        "api",
        "author",
        "corrections",
        "desk",
        "feeds",
        "healthz",
        "metrics",
        "pictures",
        "readyz",
        "review",
        "search",
        "static",
        "tag",
    }
)
