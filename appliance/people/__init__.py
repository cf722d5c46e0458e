"""Whom the school knows: lists from its own systems, what they would change, and how somebody proves who they are."""
