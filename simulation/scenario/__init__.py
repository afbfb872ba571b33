"""What is simulated: a frozen, validated description, read from TOML files."""
