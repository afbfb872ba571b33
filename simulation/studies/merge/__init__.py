"""Later votes, as they come, added to a folder of tables, so that the record goes on."""
