"""The pages of the service: rendered on the server, complete without JavaScript."""
