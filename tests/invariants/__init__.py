"""Nothing is lost: people, homes, jobs, service places, money."""
