"""The application: rules and actions, reads, access, screens, jobs and the command line."""
