"""How staff prove to the console who they are: a password, and codes from an app, passkeys or recovery codes."""
