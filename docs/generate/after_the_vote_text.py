"""What the page docs/after-the-vote.md says of its record, its rules and its measures."""

from __future__ import annotations

HEAD = """\
# After the vote

Made by `{command} --runs {runs} --seed {seed}`: {runs:,}
simulated histories of each case. The votes are scored in [cases.md](cases.md); this page scores
what follows them: who acts, who leads, who pays. The numbers of stages 7 to 9 were chosen by hand
with these cases in view; [below](#chosen-on-the-other-cases) they are chosen without the case that
is scored.

## What it finds

"""

WORTH = """\
## What is compared

**The record.** Each draft of a case has what was done until the next draft on the same crisis
(`followed`; a case file may divide a war into several crises), and each crisis lists of who
bore how much, in forces or in money; one list a draft and currency is compared. A list is of an
operation as a whole, often at its height, which may be up to three years after the draft. They
are in the case files with their labels. Most figures are recalled from the source named and
were not checked against it; what was done and who bore nothing was judged by a coder who knew
the model. What is not known is blank. Burdens of the record are of different units: troops,
ships, aircraft, sorties, dollars paid, pledged or assessed, shares. So only shares and ranks
within one list are compared, never one list with another, and a troop of one army counts as one
of any other.

**The model** gives forces and money apart; money is the cost of what a state gives, and its dues
where peacekeepers are paid for by a scale of assessments. Both are summed over all histories of a
draft, each as recorded; the vote on it is drawn, so that a draft may fail here that was adopted,
and the other way round; the chance of what was done is also given in the histories whose vote ends
as on record. Words alone count as nothing done. What was adopted before on the same crisis is in
force on, as on record what went on counts as done. Every state of the membership may give, and
those that a scenario names beside it; a state that is neither is given 0, also where it bore much.

**The rules** share among the same states. They go by one number of each state: the same for all,
income (`size`), the index of capability, military spending, and spending times reach; the last
gives nothing to states that voted against on record. `military` and `reach` are those of the
council files. For who acts, the rule is: {vote}. It knows the recorded vote; the model does not.

**Measures.** *Largest {largest} right*: the share of the largest bearers on record, at most
{largest}, that are among as many of the largest given. *Rank correlation*: Spearman's, over the
states on the list and those known to have borne nothing, which count 0; of {least} states or
more; 0 where all are given the same. *On states that gave none*: the share of all given that
falls on states known to have given nothing in this currency, so that less is better: the list
says 0, or the draft's `bore_nothing` names them. Others may have given nothing too.

**Intervals** are 95 %, from {samples:,} bootstrap samples of whole cases; a case's score is the
mean of its drafts, and the whole the mean over cases. They hold which cases there happen to be.
They hold neither errors of the record, nor the luck of {runs:,} histories, nor that the cases
were chosen because they are well known. Drafts of one case share lists.
"""

LEFT_OUT = """\
The numbers of stages 7 to 9 were chosen by hand with these cases in view, so that the scores \
above are no prediction. Here {tuned} of them are chosen again for each case, without it: of \
{settings} settings, the shipped one and a Latin hypercube over the plausible ranges of \
`simulation/studies/findings/plausible.csv`, the one whose mean over all measures and the other \
cases is best (on states that gave none, less is better). Every setting plays {runs} histories of \
each case, hence other numbers "as shipped" than above; a case counts by a measure if every \
setting has a score there. "Left out" is the mean over cases of \
the score of the setting that was chosen without the case; "best over all" is the one best \
setting, picked with all cases in view; "of any setting" has the lowest and the highest mean of \
all, measure by measure, so that what lies above it no choice of these numbers reaches. \
{numbers} are chosen; the shipped one {default}. What is still not left out: the shape of the \
rules, the stakes that scripts judge, and the numbers without a plausible range (such as how many \
times its forces an attacked state raises) were written with the cases in view."""
