"""What stands on a screen that is attached to the box: where to go, and whether all is well. Nobody signs in there, and
nothing about a child stands there."""
