"""What the record of an era says of the model's parameters."""
