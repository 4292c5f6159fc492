"""What the pages of publishing show: made of the services' answers, before any template."""
