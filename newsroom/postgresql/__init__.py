"""Django's PostgreSQL backend, without a question at each request."""
