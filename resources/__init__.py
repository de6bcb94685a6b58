"""What the brigade has: stations, vehicles, crews, water, and where they are."""
