"""What is kept: places and people, projects and their versions, opinions, messages, files, the audit, tasks."""
