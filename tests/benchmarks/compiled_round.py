"""The ceiling: the same round as one compiled loop, history by history, stage after stage.

The draws are laid out as the package's own, so that histories can be compared one by one. What
`repeated-crises` switches off (absence, outside options, organisations, sponsors beside the
penholder) is left out. The penholder's search is bounded, as the array engine's is.
"""

import math

import numpy as np
from benchmarks.compiled_council import (
    ALL,
    ASSEMBLY,
    BYPASS,
    COALITION,
    COUNCIL,
    DETERRED,
    DILUTED,
    ELECTIONS,
    HOLDERS,
    MEDIATED,
    NONE,
    OUTCOME,
    SEATS,
    STATES,
    VETOED,
    arise,
    attend,
    centre_of,
    compiled,
    deliberate,
    logistic,
    normal,
    placed,
    wanted_by,
)
from benchmarks.tables import AID, FORCE, NOTHING, PEACEKEEPING, SANCTIONS, WORDS


@compiled
def contributions(felt, x, p):
    """Efforts in equilibrium, and their sum, of those to whom provision is worth these stakes."""
    hand, private, effort = x.hand, x.private, x.effort
    effort[:] = 1.0
    while True:
        most = less = 0.0
        for i in range(STATES):
            if effort[i] > 0.0:
                most += hand[i] * (felt[i] * p.satiation + private[i] - p.unit_cost)
                less += hand[i] * felt[i]
        total, same = most / (1.0 + less), True
        for i in range(STATES):
            if effort[i] > 0.0:
                own = hand[i] * (felt[i] * p.satiation + private[i] - p.unit_cost)
                if own - hand[i] * felt[i] * total <= 0.0:
                    effort[i], same = 0.0, False
        if same:
            break
    given = 0.0
    for i in range(STATES):
        if effort[i] > 0.0:
            own = hand[i] * (felt[i] * p.satiation + private[i] - p.unit_cost)
            effort[i] = own - hand[i] * felt[i] * total
            given += effort[i]
    return given


@compiled
def want(c, x, p, w):
    """What every state wants: outside the Council, what it would want if it sat."""
    patron = w.first[c.patron] if c.patron >= 0 else -1
    centre = centre_of(c.region, w.everyone, w) if c.bloc else 0.0
    for state in range(STATES):
        x.wants[state] = wanted_by(state, w.mean, centre, True, patron, c, x, p, w)
    for i in range(SEATS):
        x.wants[x.sitting[i]] = x.wish[i]


@compiled
def recommended(y, x, p):
    """Whether two thirds of all states recommend a text that was vetoed."""
    yes = 0.0
    for state in range(STATES):
        theta = x.wants[state]
        gain = theta**2 - (y - theta) ** 2
        yes += logistic((gain + p.consensus_bonus) / p.choice_noise)
    return yes >= 2.0 / 3.0 * STATES


@compiled
def adopt(row, x, c, p):
    """What the mandate asks for once the text of the round is adopted."""
    kind = FORCE
    if row.tabled < p.force_from:
        kind = WORDS if row.tabled < p.words_below else SANCTIONS
        kind = PEACEKEEPING if c.consent > 0.5 else kind
    x.kind = kind if kind >= PEACEKEEPING else max(x.kind, kind)
    if kind > WORDS:
        x.pen = row.penholder


@compiled
def contest(kind, effort, c, p, w):
    """The chance that an answer of a kind succeeds."""
    useful = w.flags[4, c.type] * effort
    if kind in (SANCTIONS, AID):
        useful *= p.sanctions_effect
    if kind >= FORCE and c.between:
        useful += p.own_defence
    return useful / (useful + c.resistance * (1.0 - p.consent_easing * c.consent))


@compiled
def gain_of(y, theta):
    """What an answer of this strength is worth, where there was none."""
    return max(y * (2.0 * theta - y), 0.0)


@compiled
def alone(hand, stake, p):
    """What a state would give if nobody else did."""
    most = hand * (stake * p.satiation + p.private_benefit - p.unit_cost)
    return max(most, 0.0) / (1.0 + stake * hand)


@compiled
def leads(kind, least, c, x, p, w):
    """The seat that gains most by leading action without the Council, -1 where none does.

    Of those that want more than the ``least``.
    """
    first, leader, most, together = 0, -1, 0.0, 0.0
    for i in range(SEATS):
        state = x.sitting[i]
        gain = gain_of(min(max(x.wish[i], 0.0), 1.0), x.wish[i])
        x.stake[i] = p.stake_scale * c.severity * gain * w.shares[0, state, c.region]
        x.alone[i] = alone(w.hand[kind, state, c.region] * (i != c.patron), x.stake[i], p)
        first = i if x.alone[i] > x.alone[first] else first
    ahead = x.sitting[first]
    for state in range(STATES):
        if x.wants[state] >= p.minimum_strength and state != c.patron:
            follows = 1.0 if state == ahead else w.standing[state, ahead]
            together += w.hand[kind, state, c.region] * follows
    joint = max(together / w.hand[kind, ahead, c.region], 1.0)
    for i in range(SEATS):
        more = min(x.wish[i], 1.0) >= least
        if more and x.wish[i] >= p.minimum_strength and x.alone[i] > 0.0:
            won = contest(kind, x.alone[i] * (joint if i == first else 1.0), c, p, w)
            lawful = c.lawful or kind != FORCE
            price = 1.0 + w.weight[x.sitting[i]] * p.norm * (1.0 - lawful)
            cost = 0.0 if kind == AID else p.outside_cost * price * x.alone[i]
            value = x.stake[i] * won - cost
            if value > most and (kind == AID or won >= p.prospect):
                leader, most = i, value
    return leader


@compiled
def act(row, before_council, mandate, x, c, u, p, w):
    """Stage 7: on whose decision something is done, and what is done."""
    instead = AID if c.between else SANCTIONS
    if mandate > 0.0:
        row.action, row.strength, row.done = COUNCIL, mandate, x.kind
        if x.kind == FORCE and (c.party or not 0 <= x.pen < HOLDERS):
            row.done = instead if c.party else PEACEKEEPING
    if not before_council or (mandate > 0.0 and x.kind >= PEACEKEEPING):
        return
    outside = instead if c.party else FORCE
    sanctioned = mandate > 0.0 and x.kind == SANCTIONS
    leader = leads(outside, mandate + p.beyond if sanctioned else 0.0, c, x, p, w)
    if sanctioned and leader < 0:
        return
    for_it = np.sum(x.wish >= p.minimum_strength)
    united = row.end == VETOED and u[BYPASS] < p.uniting_for_peace and for_it >= w.quota
    if united and not sanctioned and recommended(row.tabled, x, p):
        row.action, row.strength = ASSEMBLY, row.tabled
        row.done = PEACEKEEPING if c.consent > 0.5 else WORDS
    elif leader >= 0 and (u[BYPASS + 1] < p.openings or (c.party and c.between)):
        row.action, row.done, row.leader = COALITION, outside, leader
        row.strength = min(x.wish[leader], 1.0)


@compiled
def answer(row, shown, x, c, u, p, w):
    """Stages 8 and 9: who bears what, whether it works, and the casualties it costs."""
    done = row.action > NONE
    base = p.support_prior + p.support_mandate * (row.action == COUNCIL)
    base += p.support_success * (x.success[c.group] - 0.5) * done
    usual, toll = logistic(4.0 * (p.support_prior - 0.5)), 0.0
    for i in range(ALL):
        support = base - p.support_casualties * math.log10(1.0 + x.casualties[i])
        support = min(max(support, 0.0), 1.0)
        row.support += support / ALL
        if row.done > WORDS:
            x.will[i] = 0.0 if support < p.withdrawal else logistic(4.0 * (support - 0.5)) / usual
    if row.done > WORDS:
        share_burden(row, x, c, p, w)
        show(row, shown, x, p, w, c.region)
        row.p_win = contest(row.done, row.provision, c, p, w)
        if row.provision > 0.0 and (row.done == FORCE or row.done == PEACEKEEPING):
            resisted = c.resistance * (1.0 - p.consent_easing * c.consent)
            toll = p.casualty_rate * resisted * row.strength**2 / row.provision
    row.won = u[OUTCOME] < row.p_win
    over = row.action == COUNCIL and row.done == FORCE and c.atrocity > 0.0
    row.exceeded = over and u[OUTCOME + 1] < p.overreach * row.strength
    for i in range(ALL):
        x.casualties[i] = x.casualties[i] * (1.0 - p.casualty_decay) + toll * shown.effort[i]


@compiled
def share_burden(row, x, c, p, w):
    """What every state has at stake and at hand, and gives."""
    by_un, sent = row.action == COUNCIL or row.action == ASSEMBLY, row.done == PEACEKEEPING
    authority = 1.0 if row.action == COUNCIL else p.assembly_authority * by_un
    all_stakes, x.hand[:] = 0.0, x.will[SEATS]
    for i in range(SEATS):
        x.hand[x.sitting[i]] = x.will[i]
    for state in range(STATES):
        gain = 0.0 if state == c.patron else gain_of(row.strength, x.wants[state])
        share = w.shares[1 if sent else 0, state, c.region]
        x.stakes[state] = p.stake_scale * c.severity * gain * share
        x.hand[state] *= w.hand[row.done, state, c.region] * (1.0 + p.mandate_bonus * authority)
        x.hand[state] *= gain > 0.0
        all_stakes += x.stakes[state]
    if row.action == COUNCIL and not sent:
        most = 0.0
        for i in range(SEATS):
            effort = alone(x.hand[x.sitting[i]], x.stakes[x.sitting[i]], p)
            effort *= p.pen_leads if i == x.pen else 1.0
            if effort > most:
                row.leader, most = i, effort
    x.private[:] = 0.0
    for state in range(STATES):
        if row.done >= FORCE and row.leader >= 0:
            x.private[state] = p.allied * w.standing[state, x.sitting[row.leader]]
        elif sent and by_un:
            x.private[state] = p.reimbursement * w.poverty[state]
    x.felt[:] = all_stakes
    row.optimal = contributions(x.felt, x, p)
    row.provision = contributions(x.stakes, x, p)


@compiled
def show(row, shown, x, p, w, region):
    """What seats and the other states together have at stake, send and pay."""
    place = np.full(STATES, SEATS)
    for i in range(SEATS):
        place[x.sitting[i]] = i
    due = row.done == PEACEKEEPING and row.action != COALITION
    for state in range(STATES):
        i, effort, dues = place[state], x.effort[state], 0.0
        paid = effort * w.paid[row.done, state, region] / w.hand[row.done, state, region]
        if due:
            dues = w.dues[state] * row.provision * (1.0 - p.arrears)
        shown.stakes[i] += x.stakes[state]
        shown.effort[i] += effort
        shown.forces[i] += effort - paid
        shown.money[i] += (0.0 if row.done == PEACEKEEPING else effort) + dues
        row.contributors += i < SEATS and effort > 0.0
        row.free_riders += i < SEATS and effort <= 0.0 and x.stakes[state] > 0.0


@compiled
def close(row, x, c, mandate, p):
    """What became of the crisis."""
    row.episode, row.type, row.region, row.patron = x.episode, c.type, c.region, c.patron
    row.severity, row.onset_severity, row.client = c.severity, x.onset, c.patron >= 0
    row.status_quo, row.mandate, row.resistance = x.status_quo, mandate, c.resistance
    x.best, x.status_quo, x.age = max(x.best, mandate), mandate, x.age + 1
    row.best_mandate, row.settled = x.best, row.end == MEDIATED or row.won
    row.closed = row.settled or x.age >= p.patience
    unlawful = row.action == COALITION and row.done == FORCE and not c.lawful
    row.lawful = row.action > NONE and not unlawful
    row.political = row.settled and (row.end == MEDIATED or row.lawful)
    row.harm = 0.0 if row.settled else c.severity


@compiled
def learn(row, x, c, p):
    """Stage 10: beliefs, legitimacy and trust move, and what stands on is graver."""
    done, g = row.action > NONE, c.group
    in_peace = row.end == MEDIATED
    if x.standing:
        if done or not in_peace:
            x.response[g] += p.learning_rate * (done - x.response[g])
        if done:
            x.success[g] += p.learning_rate * (row.p_win - x.success[g])
    else:
        for k in range(2):
            x.response[k] += p.forgetting * (p.belief_response - x.response[k])
            x.success[k] += p.forgetting * (p.belief_success - x.success[k])
    rate, target = p.legitimacy_rate, 0.5
    if row.action == COUNCIL:
        target = 1.0 if row.won else 0.5
    elif row.action == COALITION and row.done == FORCE and not c.lawful:
        target = p.unlawful_target
    elif not done and x.standing and c.severity >= p.grave and not in_peace:
        target = 0.0
    elif row.action != ASSEMBLY:
        rate, target = p.forgetting, p.legitimacy_prior
    x.legitimacy += rate * (target - x.legitimacy)
    spent = x.r2p * (1.0 - p.overreach_price)
    x.r2p = spent if row.exceeded else x.r2p + p.forgetting * (p.r2p_trust - x.r2p)
    x.standing = x.standing and not row.closed
    c.severity = min(c.severity + p.worsening * x.standing, 1.0)
    row.legitimacy, row.r2p = x.legitimacy, x.r2p
    row.response_clients, row.response_others = x.response[0], x.response[1]
    row.success_clients, row.success_others = x.success[0], x.success[1]


@compiled
def seat(x, w):
    """What those who sit care for on average."""
    x.mean[:] = 0.0
    for i in range(SEATS):
        for k in range(13):
            x.mean[k] += w.interests[x.sitting[i], k] / SEATS


@compiled
def elect(year, x, u, w):
    """Stage 11: half of the elected seats change hands, each within its regional group."""
    barred, weight = np.zeros(STATES, np.bool_), np.zeros(STATES)
    for i in range(SEATS):
        barred[x.sitting[i]] = True
    opening = ELECTIONS
    for i in range(HOLDERS, SEATS):
        if w.cohort[i] == year % 2:
            total = 0.0
            for state in range(STATES):
                if w.group[state] == w.group[w.first[i]] and not barred[state]:
                    total += w.pull[state] * w.turn[max(year - x.served[state], 1)]
                weight[state] = total
            chosen = placed(weight, u[opening] * total)
            x.served[x.sitting[i]] = year - 1
            barred[chosen], x.sitting[i], x.casualties[i] = True, chosen, 0.0
            x.pen = -1 if x.pen == i else x.pen
            opening += 1
    seat(x, w)


@compiled
def play_history(luck, out, shown, ballots, occupants, x, crises, p, w):
    """All rounds of one history; every stage in its order."""
    c = crises[0]
    c.patron, c.group, x.sitting[:], x.served[:], x.casualties[:] = -1, 1, w.first, -4, 0.0
    x.response[:], x.success[:] = p.belief_response, p.belief_success
    x.legitimacy, x.r2p, x.episode, x.standing = p.legitimacy_prior, p.r2p_trust, 0, False
    seat(x, w)
    for t in range(out.size):
        row, u, mandate = out[t], luck[t], 0.0
        occupants[t] = x.sitting
        if not x.standing:
            new = crises[1]
            arise(new, u, p, w)
            gain = math.exp(p.gain_location + p.gain_scale * normal(u[0]))
            pays = (gain - p.compliance_cost) / (gain + p.challenge_loss)
            known = w.flags[3, new.type] * (1.0 - p.cover * (1.0 - w.flags[5, new.type]))
            if x.response[new.group] * x.success[new.group] * known < pays:
                crises[0] = new
                x.standing, x.raised, x.age, x.episode = True, False, 0, x.episode + 1
                x.onset, x.best, x.status_quo, row.onset = c.severity, 0.0, 0.0, True
                x.kind, x.pen = NOTHING, -1
            elif pays > 0.0:
                row.end = DETERRED
        if x.standing:
            before_council = attend(row, x, c, u, p, w)
            if before_council:
                deliberate(row, ballots[t], x, c, u, p, w)
            mandate = x.status_quo
            if row.end >= DILUTED:
                mandate = row.tabled
                adopt(row, x, c, p)
            if mandate > 0.0 or before_council:
                want(c, x, p, w)
                act(row, before_council, mandate, x, c, u, p, w)
        answer(row, shown[t], x, c, u, p, w)
        if x.standing:
            close(row, x, c, mandate, p)
        learn(row, x, c, p)
        if (t + 1) % 4 == 0:
            elect((t + 1) // 4, x, u, w)
        row.casualties = np.sum(x.casualties)
        if row.action == NONE:
            row.strength = row.p_win = math.nan


@compiled
def play_all(luck, out, shown, ballots, occupants, x, crises, p, w):
    """All histories."""
    for h in range(out.shape[0]):
        play_history(luck[h], out[h], shown[h], ballots[h], occupants[h], x[0], crises, p[0], w[0])
