"""What an auditor would say of a paper: rules over records, findings at their places, and what could not be tried."""
