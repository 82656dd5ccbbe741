"""The library as a service: over HTTP, and for assistants that speak the Model Context Protocol."""
