"""The command ``mingzhang``: what a person types, and what the person is shown."""
