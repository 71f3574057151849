"""What the chaos run stands on: servers and processes of its own, orders to them, and eyes on the site."""
