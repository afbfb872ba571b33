"""What follows a vote: who acts, who leads, who pays, held against the record of the cases."""
