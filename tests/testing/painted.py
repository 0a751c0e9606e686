"""A module of a plugin that imports a screen toolkit."""

import click

PAINTED = click.style("a baker")
