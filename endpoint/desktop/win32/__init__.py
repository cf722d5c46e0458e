"""What the helper asks of Windows: one module for each thing asked. Nothing here is imported on another system, but for
`meant`, which asks nothing."""
