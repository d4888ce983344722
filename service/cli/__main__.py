"""``python -m service.cli`` is ``hirfa``."""

from service.cli.main import main

main()
