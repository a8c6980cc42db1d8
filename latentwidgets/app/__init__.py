"""What one starts: the command line, the dashboard, the server extension."""
