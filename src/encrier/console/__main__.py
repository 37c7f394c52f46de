import sys

from encrier.console.main import main

sys.exit(main())
