"""A scenario in which some veto holders have signed a code of conduct."""

SIGNED = """
title = "Atrocities before members of which some have signed a code of conduct"
council = "2024"
rounds = 12
[challenges]
types = { mass-atrocity = 1.0, interstate = 0.5 }
[profiles.CHN]
code_signatory = true
"""
