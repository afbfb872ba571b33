"""The words of docs/un-personnel.md around its tables."""

from __future__ import annotations

HEAD = """\
# Who sends peacekeepers and who pays

Made by `make un-personnel`. For every member of the United Nations the page has the uniformed
personnel in peacekeeping (troops, police, experts on mission; means of the months) in
{first}–{last}{gap}, its share of the regular budget, and what it has. It shows who bears these
burdens, sets that beside the peacekeepers of the model, and says how well a state's share of
personnel is predicted {ahead} years ahead.

Sources: personnel from the International Peace Institute, *Providing for Peacekeeping*, and from
2014 the United Nations' own open data; the budget from the Committee on Contributions; income from
the World Bank; population and military spending from the Correlates of War.
[sources.md](sources.md) has their details and licences. A state is a member of the United Nations
in a year if it was assessed. Shares are of all members; what states sent that were no members
(Switzerland to 2002) is left out.
"""

SHARES = """\
## Who bears what

Mean over the years of the period; in brackets its lowest and its highest year. These are full
counts, so that the brackets show change between years, not sampling error. Elected members are
those of each year.
"""

RATES = """\
The money is the regular budget. For peacekeeping permanent members pay a premium, and their rates
together come to
{scales}
(derived from the regular scale; the premium is recalled, not read from a document).
"""

CONCENTRATION = """\
## The five that bear most, and how unequal it is

Gini's coefficient over all n members, 0 where all bear the same and (n − 1)/n where one bears all;
in brackets the lowest and the highest year.
"""

CORRELATIONS = """\
## What personnel goes with

Spearman's rank correlation over states of their mean share of personnel in the period with what
they have. In brackets the 95 % bootstrap interval over {samples} samples of states. It covers
the choice of states, and no error of the tables.
"""

BESIDE = """\
## Beside the model

The scenario `{era}` stands for the Council of {first}–{last}, matched to its votes alone. In the
model permanent members send {model} % of the peacekeepers; on record they sent {sent} % of the
personnel of peacekeeping and paid {paid} % of the regular budget. States that do not sit, summed,
send {others} % there and sent {sent_others} % on record. The two are not the same thing: the model
counts effort in answers that are peacekeeping, to invented crises, and its states are those of one
year. Three of its numbers were judged with the record known: how far permanent members hold back,
what the reimbursement is worth to the poor, and that battalions grow less than in proportion to
capability ([model.md](model.md), 7.9). So it is no surprise that permanent members send little.
Money is not compared: in the model the scale of assessments pays, by rule.

In the model's column brackets are 95 % intervals over {histories} histories (simulation error
alone); in the others the lowest and the highest year.
"""

BACKTEST = """\
## Predicting who sends personnel

Each rule predicts every member's share {ahead} years after an origin, and sees nothing later than
the origin: incomes, populations and military spending that are not known in it are those of the
last year known. There are two kinds of rule.

- *Without the state's own past*: equal shares, shares of population, income or military spending,
  and two regressions on income, income a head, population, military spending, regional group and
  seat on the Council. These are fitted to other states only (ten groups, each predicted from the
  other nine); trees could otherwise recognise a state by its population.
- *With it*: persistence (the share at the origin), its mean over five years, and the same
  regressions with both among what they see.

The regressions are a Poisson regression with a log link (Santos Silva & Tenreyro 2006) and gradient
boosting of trees under the same loss (scikit-learn). Their settings are those that did best on the
last three years of the fitting years. They keep that fit for every later origin, while persistence
reads each origin itself, which may be a part of its lead.

{scores}
The last line of each table has the model's shares of peacekeepers where it has them: by seat, and
of each permanent member. They are of one era, also where the years predicted lie after it.
"""

SCORES = {
    "misplaced": "the share of all personnel that is expected of the wrong states: half the sum of "
    "absolute errors, mean over years. In brackets the 95 % interval over {samples} samples of "
    "states, all years of a state together; it covers the choice of states, not of years",
    "less persistence's": "the same less that of persistence, in the same samples: below 0 is "
    "better",
    "among seats": "as misplaced, but among permanent, elected and other members as they sit in "
    "the year predicted",
    "a permanent member": "the mean absolute error of the share of each, in percentage points",
    "divergence": "Kullback and Leibler's, of what came from what was predicted, after 1 % of "
    "equal shares is mixed into each prediction",
    "rank correlation": "Spearman's over states, mean over years",
    "top five": "how many of the five that sent most were predicted to, mean over years",
}
"""What each score says."""

SPLIT = """\
### Fitted to {fit_until}

Fitted to {fitted} years up to {fit_until}; predicted {years}, of {states} states.
"""

LIMITS = """\
## What this does not say

- Uniformed personnel of the United Nations alone: operations that the Council only authorizes (NATO
  in Bosnia and Kosovo, the coalitions in Korea and the Gulf, the African Union in Somalia) are not
  in it, nor are voluntary funds. [after-the-vote.md](after-the-vote.md) has those of the cases.
- Every person counts alike, whatever the unit, equipment or risk.
- Money is the regular budget, whose scale is agreed by formula. That it follows income is no
  finding.
- A share says nothing of how much is sent in all, nor to which mission.
- The years predicted are few and follow one another. Intervals cover the choice of states, not of
  years.
"""
