"""What surrounds the agents of the yardsticks: a scenario's numbers, crises, and sharing burdens.

Part of plain_mesa.py, and frozen with it; what is the same in all histories is in tables.py.
"""

import math
from functools import cache
from types import SimpleNamespace

import mesa
import numpy as np
from benchmarks.tables import (
    AID,
    FORCE,
    NOTHING,
    PEACEKEEPING,
    SANCTIONS,
    WORDS,
    tables_of,
)

from simulation import load
from simulation.scenario.scenario import TYPE_NAMES
from simulation.scenario.schema import CRISIS_TYPES


def logistic(z):
    return 1.0 / (1.0 + math.exp(-z)) if z > -700.0 else 0.0


@cache
def read(name):
    """A scenario, and its states with what each cares for: will, sovereignty, threats, regions."""
    made = load(name)
    membership, pool = made.sitting.membership, made.world.pool
    cares = [membership.intervention, membership.sovereignty, membership.threat_sensitivity]
    cares = np.column_stack([*cares, membership.exposure, membership.stake])
    columns = {k: v.tolist() for k, v in (vars(membership) | vars(pool)).items() if k != "cohort"}
    columns |= {"interests": list(cares), "name": [state.member for state in made.world.states]}
    columns["number"] = range(len(cares))
    rows = zip(*columns.values(), strict=True)
    states = [SimpleNamespace(**dict(zip(columns, row, strict=True))) for row in rows]
    return made, states, tables_of(made)


class Crisis:
    def __init__(self, model, p, hazards, random):
        found = CRISIS_TYPES[TYPE_NAMES[np.searchsorted(hazards.types, random.random(), "right")]]
        self.intrastate, self.threat, self.atrocity, self.deterrable, *sure = found
        self.usefulness, self.attribution = sure
        self.region = np.searchsorted(hazards.regions, random.random(), "right")
        self.severity = random.uniform(p.severity_min, p.severity_max)
        self.patron, self.tie, self.party, self.bloc = None, 0.0, False, 0.0
        if random.random() < p.patron_probability:
            seat = np.searchsorted(hazards.patrons, random.random(), "right")
            self.patron, self.party = model.members[seat], random.random() < p.party_probability
            self.tie = p.party_tie if self.party else random.uniform(p.tie_min, p.tie_max)
        if self.intrastate and random.random() < p.bloc_probability:
            self.bloc = random.uniform(p.bloc_min, p.bloc_max)
        self.consent = float(random.random() < p.consent_probability)
        self.statement = random.uniform(0.0, 2.0 * p.statement_value)
        resistance = random.uniform(p.resistance_min, p.resistance_max)
        self.resistance = resistance * (1.0 - p.consent_easing * self.consent)
        self.side = "others" if self.patron is None else "clients"
        self.between = not (self.intrastate or self.threat)
        self.lawful = self.between or self.consent > 0.5
        self.age, self.mandate, self.kind, self.pen = 0, 0.0, NOTHING, None

    def debate(self, p, success, r2p):
        """What all grant this round, and how much each interest weighs."""
        s, self.unwanted = self.severity - 0.5, self.intrastate * (1.0 - self.consent)
        self.granted = p.baseline_strength + p.severity_weight * s
        self.granted += p.prospect_weight * (success - 0.5)
        self.granted -= p.doubt_weight * (1.0 - self.attribution)
        self.tie_now = self.tie * (1.0 + p.tie_escalation * s)
        self.weights = np.zeros(13)
        self.weights[0] = p.intervention_weight * self.intrastate
        self.weights[1] = -p.sovereignty_weight * self.unwanted * (1.0 - r2p * self.atrocity)
        self.weights[2] = p.threat_weight * self.threat
        self.weights[[3 + self.region, 8 + self.region]] = p.exposure_weight, p.stake_weight

    def centre_of(self, body):
        """The mean alignment of the region's own group in a body."""
        group = [state.alignment for state in body if state.group == self.region]
        return sum(group) / len(group) if group else math.inf

    def opposed(self, state, centre, elected, p):
        """How much a state is against action for its group's or the patron's sake."""
        against = 0.0
        if elected and self.bloc and self.unwanted:
            far = 0.0 if state.group == self.region else abs(state.alignment - centre)
            against += self.bloc * self.unwanted * math.exp(-far / p.kinship_scale)
        if self.patron is not None:
            far = abs(state.alignment - self.patron.state.alignment)
            share = p.kinship_share if elected else p.permanent_kinship
            kinship = share * math.exp(-far / p.kinship_scale)
            against += self.tie_now * (1.0 if state is self.patron.state else kinship)
        return against

    def backed_by(self, state):
        """Whether a state is the patron of the challenger."""
        return self.patron is not None and state is self.patron.state

    def adopt(self, text, pen, p):
        """A text takes the place of the mandate; what it asks for adds to it, or does so too."""
        kind = FORCE
        if text < p.force_from:
            kind = PEACEKEEPING if self.consent else WORDS if text < p.words_below else SANCTIONS
        self.mandate, self.kind = text, kind if kind >= PEACEKEEPING else max(kind, self.kind)
        self.pen = pen if kind > WORDS else self.pen

    def contest(self, kind, effort, p):
        """The chance that an answer of a kind succeeds."""
        useful = (
            self.usefulness * effort * (p.sanctions_effect if kind in (SANCTIONS, AID) else 1.0)
        )
        useful += p.own_defence if self.between and kind in (FORCE, AID) else 0.0
        return useful / (useful + self.resistance)


def gained(y, theta):
    """What an answer of this strength is worth, where there was none."""
    return max(y * (2.0 * theta - y), 0.0)


def alone(hand, stake, p):
    """What a state would give if nobody else did."""
    most = hand * (stake * p.satiation + p.private_benefit - p.unit_cost)
    return max(most, 0.0) / (1.0 + stake * hand)


def contributions(felt, capability, private, p):
    """What each gives, in equilibrium, to whom provision is worth these stakes."""
    most = [
        k * (b * p.satiation + own - p.unit_cost)
        for b, k, own in zip(felt, capability, private, strict=True)
    ]
    less = [k * b for b, k in zip(felt, capability, strict=True)]
    giving, before = list(range(len(most))), None
    while giving != before:
        total = sum(most[i] for i in giving) / (1.0 + sum(less[i] for i in giving))
        before, giving = giving, [i for i in giving if most[i] > less[i] * total]
    return [max(0.0, m - d * total) for m, d in zip(most, less, strict=True)]


class World(mesa.Model):
    """What comes before a round and after the Council's vote."""

    def __init__(self, scenario, rng=None):
        super().__init__(rng=rng)
        self.made, self.states, self.tables = read(scenario)
        self.p, self.quota = self.made.parameters, self.made.sitting.rules.quota
        council = self.made.sitting.council
        seats = zip(self.states, council.permanent, council.may_hold_pen, strict=False)
        self.members = [self.member_class(self, *seat) for seat in seats]
        self.crisis, self.served, self.casualties = None, {}, [0.0] * 16
        self.legitimacy, self.r2p = self.p.legitimacy_prior, self.p.r2p_trust
        self.response = dict.fromkeys(("clients", "others"), self.p.belief_response)
        self.success = dict.fromkeys(("clients", "others"), self.p.belief_success)
        self.average_of_all = np.mean([state.interests for state in self.states], axis=0)
        self.seat_members()

    def seat_members(self):
        self.sitting = [member.state for member in self.members]
        self.average = np.mean([state.interests for state in self.sitting], axis=0)

    def want(self):
        """What every state wants: outside the Council, what it would want if it sat."""
        crisis, p, centre = self.crisis, self.p, self.crisis.centre_of(self.states)
        seated = {member.state.name: member.wish for member in self.members}
        self.wishes = []
        for state in self.states:
            wish = seated.get(state.name)
            if wish is None:
                wish = crisis.granted - crisis.opposed(state, centre, True, p)
                wish += (state.interests - self.average_of_all) @ crisis.weights
            self.wishes.append(wish)

    def act(self, before_council):
        """On whose decision something is done, and what is done."""
        self.want()
        p, crisis, random = self.p, self.crisis, self.random
        instead = AID if crisis.between else SANCTIONS
        if crisis.mandate > 0.0:
            self.action, self.strength, self.done = "council", crisis.mandate, crisis.kind
            if crisis.kind == FORCE and crisis.party:
                self.done = instead
            elif crisis.kind == FORCE and crisis.pen not in self.sitting[:5]:
                self.done = PEACEKEEPING
        if not before_council or crisis.kind >= PEACEKEEPING:
            return
        outside = instead if crisis.party else FORCE
        sanctioned = crisis.kind == SANCTIONS
        leader = self.leads(outside, crisis.mandate + p.beyond if sanctioned else 0.0)
        if sanctioned and leader is None:
            return
        willing = sum(member.wish >= p.minimum_strength for member in self.members)
        united = self.end == "vetoed" and random.random() < p.uniting_for_peace
        if united and not sanctioned and willing >= self.quota and self.assembly():
            self.action, self.strength = "assembly", self.tabled
            self.done = PEACEKEEPING if crisis.consent else WORDS
        elif leader and (random.random() < p.openings or (crisis.party and crisis.between)):
            self.action, self.strength, self.done, self.leader = (
                "coalition", min(1.0, leader.wish), outside, leader,
            )  # fmt: skip

    def leads(self, kind, least):
        """Which member that wants the least gains most by leading action without the Council."""
        p, crisis, members = self.p, self.crisis, self.members
        shares, hand = (
            t[:, crisis.region] for t in (self.tables.shares[0], self.tables.hand[kind])
        )
        for member in members:
            member.prepare(shares, hand, p, crisis)
        first = max(members, key=lambda member: member.alone)
        ahead, together = first.state.number, 0.0
        for state, wish in zip(self.states, self.wishes, strict=True):
            if wish >= p.minimum_strength and not crisis.backed_by(state):
                follows = state is first.state or self.tables.standing[state.number, ahead]
                together += hand[state.number] * follows
        joint = {first: max(together / hand[ahead], 1.0)}
        worth = {m: m.readiness(kind, joint.get(m, 1.0), p, crisis) for m in members}
        wanting = [m for m in members if min(1.0, m.wish) >= least]
        best = max(wanting, key=worth.get, default=None)
        return best if best and worth[best] > 0.0 else None

    def assembly(self):
        """Whether two thirds of all states recommend what the Council vetoed."""
        p, y = self.p, self.tabled
        gains = [2.0 * y * wish - y * y + p.consensus_bonus for wish in self.wishes]
        yes = sum(logistic(gain / p.choice_noise) for gain in gains)
        return yes >= 2.0 / 3.0 * len(self.states)

    def share(self, support):
        """Who gives what: the efforts of seats, and of the other states together."""
        p, crisis, kind, tables = self.p, self.crisis, self.done, self.tables
        usual, y = logistic(4.0 * (p.support_prior - 0.5)), self.strength
        authority = {"council": 1.0, "assembly": p.assembly_authority}.get(self.action, 0.0)
        wills = [logistic(4.0 * (s - 0.5)) / usual if s >= p.withdrawal else 0.0 for s in support]
        names = [state.name for state in self.sitting]
        will = dict(zip(names, wills, strict=False))
        shares = tables.shares[int(kind == PEACEKEEPING), :, crisis.region]
        hand, stakes = tables.hand[kind, :, crisis.region].tolist(), []
        for i, state in enumerate(self.states):
            gain = 0.0 if crisis.backed_by(state) else gained(y, self.wishes[i])
            stakes.append(p.stake_scale * crisis.severity * gain * shares[i])
            hand[i] *= (1.0 + p.mandate_bonus * authority) * will.get(state.name, wills[-1])
            hand[i] *= gain > 0.0
        private = self.beside(hand, stakes, authority)
        self.optimal = sum(contributions([sum(stakes)] * len(hand), hand, private, p))
        effort = contributions(stakes, hand, private, p)
        of_seats = [effort[state.number] for state in self.sitting]
        self.contributors = sum(e > 0.0 for e in of_seats)
        return [*of_seats, sum(effort) - sum(of_seats)]

    def beside(self, hand, stakes, authority):
        """What giving is worth to each state beside what it brings about."""
        p, kind, tables = self.p, self.done, self.tables
        if kind == PEACEKEEPING and authority > 0.0:
            return (p.reimbursement * tables.poverty).tolist()
        if self.action == "council":
            efforts = {}
            for member in self.members:
                number, pen = member.state.number, member.state is self.crisis.pen
                effort = alone(hand[number], stakes[number], p)
                efforts[member] = effort * (p.pen_leads if pen else 1.0)
            self.leader = max(self.members, key=efforts.get)
            self.leader = self.leader if efforts[self.leader] > 0.0 else None
        if kind not in (FORCE, AID) or self.leader is None:
            return [0.0] * len(hand)
        return (p.allied * tables.standing[:, self.leader.state.number]).tolist()

    def answer(self, before_council):
        """Who acts and who pays, and whether it works; the efforts of all contributors."""
        p, crisis = self.p, self.crisis
        if crisis is not None:
            self.client, self.severity = crisis.side == "clients", crisis.severity
            self.mandate = crisis.mandate
            if crisis.mandate > 0.0 or before_council:
                self.act(before_council)
        done, mandated = self.action != "none", self.action == "council"
        base = p.support_prior + p.support_mandate * mandated
        if done:
            base += p.support_success * (self.success[crisis.side] - 0.5)
        toll = [p.support_casualties * math.log10(1.0 + felt) for felt in self.casualties]
        support = [min(max(base - lost, 0.0), 1.0) for lost in toll]
        self.support = sum(support) / 16
        if self.done <= WORDS:
            return [0.0] * 16
        effort = self.share(support)
        self.provision = sum(effort)
        self.p_win = crisis.contest(self.done, self.provision, p)
        self.won = self.random.random() < self.p_win
        over = mandated and self.done == FORCE and crisis.atrocity
        self.exceeded = over and self.random.random() < p.overreach * self.strength
        return effort

    def learn(self, effort):
        """Beliefs, legitimacy, trust and casualties move; the crisis closes or stands on, graver."""
        p, crisis, done = self.p, self.crisis, self.action != "none"
        if crisis is None:
            for side in self.response:
                self.response[side] += p.forgetting * (p.belief_response - self.response[side])
                self.success[side] += p.forgetting * (p.belief_success - self.success[side])
        else:
            side = crisis.side
            if done or self.end != "mediated":
                self.response[side] += p.learning_rate * (done - self.response[side])
            if done:
                self.success[side] += p.learning_rate * (self.p_win - self.success[side])
        target = None
        if self.action == "council":
            target = 1.0 if self.won else 0.5
        elif self.action == "assembly":
            target = 0.5
        elif self.action == "coalition" and self.done == FORCE and not crisis.lawful:
            target = p.unlawful_target
        elif crisis is not None and not done and crisis.severity >= p.grave:
            target = None if self.end == "mediated" else 0.0
        rate, target = (
            (p.forgetting, p.legitimacy_prior) if target is None else (p.legitimacy_rate, target)
        )
        self.legitimacy += rate * (target - self.legitimacy)
        if self.exceeded:
            self.r2p *= 1.0 - p.overreach_price
        else:
            self.r2p += p.forgetting * (p.r2p_trust - self.r2p)
        dangerous = self.done in (FORCE, PEACEKEEPING)
        toll = p.casualty_rate * crisis.resistance * self.strength**2 if dangerous else 0.0
        for i, e in enumerate(effort):
            share = e / self.provision if self.provision > 0.0 else 0.0
            self.casualties[i] = (1.0 - p.casualty_decay) * self.casualties[i] + toll * share
        self.felt = sum(self.casualties)
