"""What the papers talk about: amounts, places, printed text, values of indicators, records.

Standard library and msgspec only. Nothing here knows a file, a clock, a setting or a network.
"""
