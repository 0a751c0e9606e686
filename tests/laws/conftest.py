"""How long hypothesis searches for a broken law: the same examples every time under CI."""

import os

from hypothesis import settings

settings.register_profile("laws", deadline=None, print_blob=True)
settings.register_profile("laws-ci", settings.get_profile("laws"), derandomize=True)
settings.load_profile("laws-ci" if os.environ.get("CI") else "laws")
