"""The classroom: lessons that a class plays, on the same engine, scenarios and rules as a batch."""
