"""Who may do what: one enum of permissions and one table of roles."""
