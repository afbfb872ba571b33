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


@compiled
def contributions(felt, capability, private, p, effort):
    """Efforts in equilibrium, and their sum, of those to whom provision is worth these stakes."""
    for i in range(ALL):
        effort[i] = 1.0
    while True:
        most = less = 0.0
        for i in range(ALL):
            if effort[i] > 0.0:
                most += capability[i] * (felt[i] * p.satiation + private - p.unit_cost)
                less += capability[i] * felt[i]
        total, same = most / (1.0 + less), True
        for i in range(ALL):
            if effort[i] > 0.0:
                own = capability[i] * (felt[i] * p.satiation + private - p.unit_cost)
                if own - capability[i] * felt[i] * total <= 0.0:
                    effort[i], same = 0.0, False
        if same:
            break
    given = 0.0
    for i in range(ALL):
        if effort[i] > 0.0:
            own = capability[i] * (felt[i] * p.satiation + private - p.unit_cost)
            effort[i] = own - capability[i] * felt[i] * total
            given += effort[i]
    return given


@compiled
def recommended(y, c, x, p, w):
    """Whether two thirds of all states recommend a text that was vetoed."""
    yes, centre = 0.0, centre_of(c.region, w.everyone, w)
    patron = w.first[c.patron] if c.patron >= 0 else -1
    for state in range(STATES):
        theta = wanted_by(state, w.mean, centre, True, patron, c, x, p, w)
        gain = theta**2 - (y - theta) ** 2
        yes += logistic((gain + p.consensus_bonus) / p.choice_noise)
    return yes >= 2.0 / 3.0 * STATES


@compiled
def means(x, region, p, w):
    """Benefit shares and capability of every contributor, the rest of the world last."""
    near_all, size_all, hand_all = 1.0, 0.0, 0.0
    for i in range(SEATS):
        state = x.sitting[i]
        near_all += w.interests[state, 3 + region] + w.interests[state, 8 + region]
        size_all += w.size[state]
        hand_all += w.capability[state]
    for i in range(ALL):
        near, size, own = 1.0, 100.0 - size_all, 100.0 - hand_all
        if i < SEATS:
            state = x.sitting[i]
            near = w.interests[state, 3 + region] + w.interests[state, 8 + region]
            size, own = w.size[state], w.capability[state]
        near_part = (1.0 - p.interdependence) * near / near_all
        x.shares[i] = near_part + p.interdependence * (size / 100.0)
        x.hand[i] = p.total_capability * own / 100.0


@compiled
def bypass(row, x, c, u, p, w):
    """Stage 7: who acts where the Council has not."""
    willing, leader, most = 0, -1, 0.0
    resisted = c.resistance * (1.0 - p.consent_easing * c.consent)
    for i in range(SEATS):
        x.allowed[i] = x.wish[i] >= p.minimum_strength
        if x.allowed[i]:
            willing += 1
            stake = p.stake_scale * c.severity * min(x.wish[i], 1.0) * x.shares[i]
            own = x.hand[i] * (stake * p.satiation + p.private_benefit - p.unit_cost)
            effort = max(own, 0.0) / (1.0 + stake * x.hand[i])
            price = 1.0 + w.weight[x.sitting[i]] * p.norm * (1.0 - c.lawful)
            useful = w.flags[4, c.type] * effort
            value = stake * useful / (useful + resisted) - p.outside_cost * price * effort
            if value > most:
                leader, most = i, value
    asked = row.end == VETOED and u[BYPASS] < p.uniting_for_peace and willing >= w.quota
    if asked and recommended(row.tabled, c, x, p, w):
        row.action, row.strength = ASSEMBLY, row.tabled
        x.allowed[:] = 1.0
    elif leader >= 0 and u[BYPASS + 1] < p.openings:
        row.action, row.leader = COALITION, leader
        row.strength, x.allowed[SEATS] = min(x.wish[leader], 1.0), 0.0


@compiled
def answer(row, efforts, stakes, x, c, u, p, w):
    """Stages 8 and 9: who bears what, whether it works, and the casualties it costs."""
    done, resisted = row.action > NONE, c.resistance * (1.0 - p.consent_easing * c.consent)
    authority = 1.0 if row.action == COUNCIL else p.assembly_authority * (row.action == ASSEMBLY)
    private = 0.0 if authority > 0.0 else p.private_benefit
    base = p.support_prior + p.support_mandate * (row.action == COUNCIL)
    base += p.support_success * (x.success[c.group] - 0.5) * done
    usual, total = (
        logistic(4.0 * (p.support_prior - 0.5)),
        p.stake_scale * c.severity * row.strength,
    )
    toll = 0.0
    for i in range(ALL):
        support = base - p.support_casualties * math.log10(1.0 + x.casualties[i])
        support = min(max(support, 0.0), 1.0)
        row.support += support / ALL
        if done:
            willing = 0.0 if support < p.withdrawal else logistic(4.0 * (support - 0.5)) / usual
            x.hand[i] *= (1.0 + p.mandate_bonus * authority) * willing
            x.felt[i] = total
    x.effort[:] = 0.0
    if done:
        row.optimal = contributions(x.felt, x.hand, private, p, x.effort)
        for i in range(ALL):
            stakes[i] = x.felt[i] = total * x.shares[i]
            x.hand[i] *= x.allowed[i]
        x.felt[SEATS] /= p.rest_states
        row.provision = contributions(x.felt, x.hand, private, p, x.effort)
        useful = w.flags[4, c.type] * row.provision
        row.p_win = useful / (useful + resisted)
        row.won = u[OUTCOME] < row.p_win
        over = row.action == COUNCIL and c.atrocity > 0.0
        row.exceeded = over and u[OUTCOME + 1] < p.overreach * row.strength
        if row.provision > 0.0:
            toll = p.casualty_rate * resisted * row.strength**2 / row.provision
    for i in range(ALL):
        efforts[i] = x.effort[i]
        x.casualties[i] = x.casualties[i] * (1.0 - p.casualty_decay) + toll * x.effort[i]
        if i < SEATS:
            row.contributors += x.effort[i] > 0.0
            row.free_riders += x.effort[i] <= 0.0 and stakes[i] > 0.0


@compiled
def close(row, x, c, mandate, p):
    """What became of the crisis."""
    row.episode, row.type, row.region, row.patron = x.episode, c.type, c.region, c.patron
    row.severity, row.onset_severity, row.client = c.severity, x.onset, c.patron >= 0
    row.status_quo, row.mandate, row.resistance = x.status_quo, mandate, c.resistance
    x.best, x.status_quo, x.age = max(x.best, mandate), mandate, x.age + 1
    row.best_mandate, row.settled = x.best, row.end == MEDIATED or row.won
    row.closed = row.settled or x.age >= p.patience
    row.lawful = row.action > NONE and (row.action != COALITION or c.lawful)
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
    elif row.action == COALITION and not c.lawful:
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
            opening += 1
    seat(x, w)


@compiled
def play_history(luck, out, ballots, efforts, stakes, occupants, x, crises, p, w):
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
            elif pays > 0.0:
                row.end = DETERRED
        if x.standing:
            before_council = attend(row, x, c, u, p, w)
            if before_council:
                deliberate(row, ballots[t], x, c, u, p, w)
            mandate = row.tabled if row.end >= DILUTED else x.status_quo
            if mandate > 0.0 or before_council:
                means(x, c.region, p, w)
            x.allowed[:] = 1.0
            if mandate > 0.0:
                row.action, row.strength = COUNCIL, mandate
            elif before_council:
                bypass(row, x, c, u, p, w)
        answer(row, efforts[t], stakes[t], x, c, u, p, w)
        if x.standing:
            close(row, x, c, mandate, p)
        learn(row, x, c, p)
        if (t + 1) % 4 == 0:
            elect((t + 1) // 4, x, u, w)
        row.casualties = np.sum(x.casualties)
        if row.action == NONE:
            row.strength = row.p_win = math.nan


@compiled
def play_all(luck, out, ballots, efforts, stakes, occupants, x, crises, p, w):
    """All histories."""
    for h in range(out.shape[0]):
        play_history(
            luck[h], out[h], ballots[h], efforts[h], stakes[h], occupants[h], x[0], crises, p[0],
            w[0],
        )  # fmt: skip
