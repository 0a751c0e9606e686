"""A plugin that raises an error that cannot be shown."""


class UnspeakableError(Exception):
    def __str__(self) -> str:
        raise RuntimeError("never mind")


raise UnspeakableError
