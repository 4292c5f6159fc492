"""Who may do what with a form, when, and what becomes of it: declare, hand in, return, approve, adjust. No Django."""
