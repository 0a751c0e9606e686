"""A plugin whose import does not end."""

while True:
    pass
