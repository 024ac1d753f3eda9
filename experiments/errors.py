"""What can go wrong while running that is not the user's fault."""


class RunError(RuntimeError):
    """A run ended with an error that is not the user's: says which, so that it can be repeated."""
