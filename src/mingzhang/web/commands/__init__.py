"""The commands that need Django: ``mingzhang serve``, ``mingzhang admin``. Django is loaded when one of them runs."""
