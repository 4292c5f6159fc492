"""The demonstration: a fictional county in the middle of its budget year, made by the acts of its people."""
