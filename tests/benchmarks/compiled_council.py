"""The first half of the compiled round: a crisis arises, members want, draft and vote."""

import ctypes
import math

import numpy as np
from numba import njit
from numba.extending import get_cython_function_address

from simulation.engine.draws import PURPOSES

SEATS, HOLDERS, ALL, STATES = 15, 5, 16, 48
NOISE_OF_A_NORMAL = 2.0 * math.sqrt(3.0) / math.pi
QUIET, DETERRED, UNSEEN, MEDIATED, WITHHELD, SHORT, VETOED, DILUTED, IN_FULL = range(9)
NONE, COUNCIL, ASSEMBLY, _, COALITION = range(5)
ndtri_of = ctypes.CFUNCTYPE(ctypes.c_double, ctypes.c_double)(
    get_cython_function_address("scipy.special.cython_special", "ndtri")
)
CRISIS = np.dtype(
    [("type", np.int64), ("region", np.int64), ("patron", np.int64)]
    + [("group", np.int64)]
    + [(name, np.float64) for name in ("severity", "tie", "party", "bloc", "consent")]
    + [(name, np.float64) for name in ("statement", "resistance")]
    + [(name, np.float64) for name in ("intrastate", "threat", "atrocity", "between", "lawful")]
)
HISTORY = np.dtype(
    [("age", np.int64), ("episode", np.int64), ("standing", np.bool_), ("raised", np.bool_)]
    + [(name, np.float64) for name in ("onset", "best", "status_quo", "legitimacy", "r2p", "bonus")]
    + [("response", np.float64, 2), ("success", np.float64, 2), ("mean", np.float64, 13)]
    + [("sitting", np.int64, SEATS), ("served", np.int64, STATES)]
    + [("kind", np.int64), ("pen", np.int64)]
    + [(name, np.float64, SEATS) for name in ("wish", "theta", "seen", "cost", "stake", "alone")]
    + [(name, np.float64, ALL) for name in ("casualties", "will", "others", "free", "any")]
    + [(name, np.float64, STATES) for name in ("wants", "stakes", "felt", "hand", "private")]
    + [("effort", np.float64, STATES)]
    + [(name, np.float64, 17) for name in ("texts", "worths", "twin_worths")]
)
"""What a history carries, and room to reckon in."""

FIRST = dict(zip(PURPOSES, np.cumsum([0, *PURPOSES.values()]).tolist(), strict=False))
CHALLENGE, ATTENTION, BYPASS = FIRST["challenge"], FIRST["attention"], FIRST["bypass"]
PEN, TASTE, PERCEPTION = FIRST["pen"], FIRST["taste"], FIRST["perception"]
BALLOT, OUTCOME, ELECTIONS = FIRST["ballot"], FIRST["outcome"], FIRST["elections"]
"""Where each purpose's draws begin among those of a round."""


compiled = njit(error_model="numpy")


@compiled
def normal(uniform):
    return ndtri_of(max(uniform, 2.0**-54))


@compiled
def logistic(z):
    return 1.0 / (1.0 + math.exp(-z)) if z > -700.0 else 0.0


@compiled
def placed(cumulative, uniform):
    place = 0
    while cumulative[place] <= uniform:
        place += 1
    return place


@compiled
def worth(y, pen, x, statement, p, w):
    """What a text is worth to the penholder, in this Council and in one without vetoes."""
    others, free, anyhow, theta = x.others, x.free, x.any, x.theta[pen]
    blur = NOISE_OF_A_NORMAL * (y - x.status_quo) * p.perception_sd
    noise = math.sqrt(p.choice_noise**2 + blur**2)
    expected, cost, bar = 0.0, math.nan, 0.0
    others[0] = free[0] = anyhow[0] = 1.0
    for i in range(SEATS):
        yes, no = 1.0, 0.0
        if i != pen:
            gain = (x.status_quo - x.seen[i]) ** 2 - (y - x.seen[i]) ** 2
            e = math.exp(-(gain + x.bonus) / noise)
            yes = 1.0 / (1.0 + e)
            if i < HOLDERS:
                if x.cost[i] != cost:
                    cost, bar = x.cost[i], math.exp((x.cost[i] - x.bonus) / noise)
                no = e / (e + bar)
        expected += yes
        if i < HOLDERS:
            add_member(free, i, 1.0 - yes - no, yes)
            add_member(anyhow, i, 1.0 - yes, yes)
        else:
            add_member(others, i - HOLDERS, 1.0 - yes, yes)
    for k in range(SEATS - HOLDERS - 1, -1, -1):
        others[k] += others[k + 1]
    adopted = enough = 0.0
    for k in range(HOLDERS + 1):
        adopted += free[k] * others[w.quota - k]
        enough += anyhow[k] * others[w.quota - k]
    reward = (x.status_quo - theta) ** 2 - (y - theta) ** 2 + x.bonus * expected / SEATS
    short = (1.0 - enough) * p.shortfall_cost
    return adopted * reward + (enough - adopted) * statement - short, enough * reward - short


@compiled
def add_member(chances, members, stays, yes):
    """One more member in the chances of each number of yeses."""
    chances[members + 1] = chances[members] * yes
    for k in range(members, 0, -1):
        chances[k] = chances[k] * stays + chances[k - 1] * yes
    chances[0] *= stays


@compiled
def arise(c, u, p, w):
    """A would-be crisis from its draws."""
    c.type, c.region = placed(w.types, u[5]), placed(w.regions, u[6])
    c.intrastate, c.threat, c.atrocity = w.flags[0, c.type], w.flags[1, c.type], w.flags[2, c.type]
    c.severity = p.severity_min + (p.severity_max - p.severity_min) * u[1]
    c.patron, c.tie, c.party, c.bloc = -1, 0.0, 0.0, 0.0
    if u[2] < p.patron_probability:
        c.patron, c.party = placed(w.patrons, u[3]), u[8] < p.party_probability
        c.tie = p.party_tie if c.party else p.tie_min + (p.tie_max - p.tie_min) * u[4]
    if c.intrastate and u[9] < p.bloc_probability:
        c.bloc = p.bloc_min + (p.bloc_max - p.bloc_min) * u[10]
    c.consent = u[11] < p.consent_probability
    c.statement = 2.0 * p.statement_value * u[7]
    c.resistance = p.resistance_min + (p.resistance_max - p.resistance_min) * u[12]
    c.group = 0 if c.patron >= 0 else 1
    c.between = not (c.intrastate or c.threat)
    c.lawful = c.between or c.consent > 0.5


@compiled
def centre_of(region, body, w):
    """The mean alignment of the region's own group in a body."""
    members, total = 0.0, 0.0
    for state in body:
        if w.group[state] == region:
            members, total = members + 1.0, total + w.alignment[state]
    return total / members if members else math.inf


@compiled
def wanted_by(state, mean, centre, elected, patron, c, x, p, w):
    """The strength of coercion that a state wants, temper and rivalry left out."""
    s, unwanted, cares = c.severity - 0.5, c.intrastate * (1.0 - c.consent), w.interests[state]
    near, stake = 3 + c.region, 8 + c.region
    theta = p.baseline_strength + p.severity_weight * s
    theta += p.intervention_weight * (cares[0] - mean[0]) * c.intrastate
    theta += p.exposure_weight * (cares[near] - mean[near])
    theta += p.stake_weight * (cares[stake] - mean[stake])
    theta += p.threat_weight * (cares[2] - mean[2]) * c.threat
    theta += p.prospect_weight * (x.success[c.group] - 0.5)
    theta -= p.doubt_weight * (1.0 - w.flags[5, c.type])
    if patron >= 0:
        tie = c.tie
        if state != patron:
            far = abs(w.alignment[state] - w.alignment[patron])
            share = p.kinship_share if elected else p.permanent_kinship
            tie *= share * math.exp(-far / p.kinship_scale)
        theta -= tie * (1.0 + p.tie_escalation * s)
    trust = 1.0 - x.r2p * c.atrocity
    theta -= p.sovereignty_weight * (cares[1] - mean[1]) * unwanted * trust
    if elected and c.bloc * unwanted > 0.0:
        far = 0.0 if w.group[state] == c.region else abs(w.alignment[state] - centre)
        theta -= c.bloc * unwanted * math.exp(-far / p.kinship_scale)
    return theta


@compiled
def draft(row, pen, x, c, p, w):
    """The text tabled and its twin's into the row, with their cause; how strong "in full" is."""
    top, now = min(1.0, x.theta[pen]), (x.status_quo - x.theta[pen]) ** 2
    row.wanted, row.cause, least = top, 3, max(top, p.minimum_strength)
    step = (least - p.minimum_strength) / (p.grid_points - 1)
    best = best_twin = -math.inf
    if top >= p.minimum_strength:
        points, n = int(p.grid_points), 0
        while n < points:
            share = (points - 1 - n) / (points - 1)
            y = top if n == 0 else p.minimum_strength + (top - p.minimum_strength) * share
            value, twin_value = worth(y, pen, x, c.statement, p, w)
            x.texts[n], x.worths[n], x.twin_worths[n] = y, value, twin_value
            best, best_twin = max(best, value), max(best_twin, twin_value)
            n += 1
            bound = now - (y - x.theta[pen]) ** 2 + x.bonus
            if best >= max(bound, c.statement, 0.0) and best_twin >= max(bound, 0.0):
                break
        for k in range(n - 1, -1, -1):
            if best > p.tabling_threshold and x.worths[k] >= best - 1e-9:
                row.proposed = x.texts[k]
            if best_twin > p.tabling_threshold and x.twin_worths[k] >= best_twin - 1e-9:
                row.twin = x.texts[k]
        sure = now - (top - x.theta[pen]) ** 2 + x.bonus
        if sure > p.tabling_threshold or not math.isnan(row.proposed):
            row.cause = 5
    row.tabled, tabled = row.proposed, 0.0 if math.isnan(row.proposed) else row.proposed
    if not math.isnan(row.twin) and row.twin - tabled > 0.5 * step:
        row.hidden_veto, row.cause = row.twin - tabled, 4
    return top - 0.5 * step - 1e-9


@compiled
def vote(row, ballots, pen, full, x, u, p, w):
    """Ballots and what they decide."""
    y, yes, no, blocks = row.tabled, 0, 0, 0
    for i in range(SEATS):
        gain = (x.status_quo - x.theta[i]) ** 2 - (y - x.theta[i]) ** 2
        ballots[i] = 2
        if i == pen or u[BALLOT + i] < logistic((gain + x.bonus) / p.choice_noise):
            ballots[i], yes = 0, yes + 1
        elif u[BALLOT + i] >= 1.0 - logistic((-x.cost[i] - gain) / p.choice_noise):
            ballots[i], no = 1, no + 1
            blocks |= (i < HOLDERS) << i
    row.yes, row.no, row.abstain, row.not_voting = yes, no, SEATS - yes - no, 0
    row.blocks = blocks
    if yes < w.quota:
        row.end, row.cause = SHORT, 8 if blocks else 7
    elif blocks:
        row.end, row.cause = VETOED, 6
    else:
        row.end, row.cause = (IN_FULL, 0) if y >= full else (DILUTED, row.cause)


@compiled
def attend(row, x, c, u, p, w):
    """Stages 2 and 3 for a crisis that stands; whether it came before the Council."""
    x.raised |= x.age > 0 or u[ATTENTION] < p.reach + (1.0 - p.reach) * p.article_99
    row.end, row.cause = UNSEEN, 2 if x.raised else 1
    if not x.raised:
        return False
    ratio, for_it = min(x.legitimacy / p.legitimacy_prior, 2.0), 0
    x.bonus = p.consensus_bonus * ratio
    of_permanent = p.veto_cost * (1.0 + p.legitimacy_veto_cost * (ratio - 1.0))
    of_permanent += p.assembly_debate_cost
    centre = centre_of(c.region, x.sitting, w)
    patron = x.sitting[c.patron] if c.patron >= 0 else -1
    for i in range(SEATS):
        state = x.sitting[i]
        theta = wanted_by(state, x.mean, centre, i >= HOLDERS, patron, c, x, p, w)
        x.wish[i] = theta + p.taste_sd * normal(u[TASTE + i])
        for_it += x.wish[i] > 0.0
        x.cost[i] = p.dissent_cost
        if i < HOLDERS:
            x.cost[i] = of_permanent + p.code_cost * (w.signatory[state] * c.atrocity)
            x.cost[i] -= p.party_relief * (c.party * (i == c.patron))
        x.cost[i] = max(x.cost[i], x.bonus + 1e-16)
    if for_it < w.quota:
        return False
    row.cause = 0
    if u[ATTENTION + 1] < p.mediation * (1.0 - c.severity):
        row.end = MEDIATED
        return False
    return True


@compiled
def deliberate(row, ballots, x, c, u, p, w):
    """Stages 4 to 6."""
    permanent, pen = u[PEN] < p.permanent_pen, -1
    for i in range(SEATS):
        entitled = w.keen[i] > 0 if permanent else i >= HOLDERS
        if entitled and (pen < 0 or x.wish[i] > x.wish[pen]):
            pen = i
    for i in range(SEATS):
        far = abs(w.alignment[x.sitting[i]] - w.alignment[x.sitting[pen]])
        x.theta[i] = x.seen[i] = x.wish[i] - p.rivalry_weight * p.rivalry * far
        if i != pen:
            x.seen[i] += p.perception_sd * normal(u[PERCEPTION + i])
    row.end, row.penholder = WITHHELD, pen
    full = draft(row, pen, x, c, p, w)
    if not math.isnan(row.tabled):
        vote(row, ballots, pen, full, x, u, p, w)
