"""The calendar: what is planned beside what came of it, and what clashes. Only `reads` asks the database."""
