"""A plugin that cannot be imported."""

raise RuntimeError("the oven is cold")
