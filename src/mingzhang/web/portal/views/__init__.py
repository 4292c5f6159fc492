"""The pages of the portal, those of each concern in a file of their own."""
