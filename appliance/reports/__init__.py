"""Reports (FEATURES rows C6, J1, J3): figures go in, a value that says what they mean comes out. Pure, but for
`catalogue`, which asks the store through somebody's eyes."""
