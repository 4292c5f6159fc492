"""What a narrative states: figures of which quantity, this year or last, changes, shares; and what they must agree with."""
