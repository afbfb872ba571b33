"""What surrounds the agents of the yardsticks: a scenario's numbers, crises, and sharing burdens.

Part of plain_mesa.py, and frozen with it.
"""

import math
from functools import cache
from types import SimpleNamespace

import mesa
import numpy as np

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
    rows = zip(*columns.values(), strict=True)
    return made, [SimpleNamespace(**dict(zip(columns, row, strict=True))) for row in rows]


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
        self.lawful = not (self.intrastate or self.threat) or self.consent > 0.5
        self.age, self.mandate = 0, 0.0

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


def contributions(felt, capability, private, p):
    """What each gives, in equilibrium, to whom provision is worth these stakes."""
    most = [
        k * (b * p.satiation + private - p.unit_cost) for b, k in zip(felt, capability, strict=True)
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
        self.made, self.states = read(scenario)
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

    def means(self):
        """What each contributor, the rest of the world last, has at stake and at hand."""
        p, region, sitting = self.p, self.crisis.region, self.sitting
        near = [state.exposure[region] + state.stake[region] for state in sitting] + [1.0]
        size, hand = [s.size for s in sitting], [s.capability for s in sitting]
        size, hand = [*size, 100.0 - sum(size)], [*hand, 100.0 - sum(hand)]
        by_nearness, by_size = (1.0 - p.interdependence) / sum(near), p.interdependence / 100.0
        shares = [n * by_nearness + w * by_size for n, w in zip(near, size, strict=True)]
        return shares, [p.total_capability * k / 100.0 for k in hand]

    def bypass(self, shares, capability):
        """Who acts where the Council has not; may everybody contribute, or only the willing?"""
        p, crisis, random = self.p, self.crisis, self.random
        willing = [member.wish >= p.minimum_strength for member in self.members]
        united = self.end == "vetoed" and random.random() < p.uniting_for_peace
        if united and sum(willing) >= self.quota and self.assembly():
            self.action, self.strength = "assembly", self.tabled
            return [True] * 16
        worth = [
            member.readiness(share, k, p, crisis) if keen else -math.inf
            for member, share, k, keen in zip(
                self.members, shares, capability, willing, strict=False
            )
        ]
        if max(worth) > 0.0 and random.random() < p.openings:
            leader = self.members[worth.index(max(worth))]
            self.action, self.strength = "coalition", min(1.0, leader.wish)
        return [*willing, False]

    def assembly(self):
        """Whether two thirds of all states recommend what the Council vetoed."""
        p, y, yes = self.p, self.tabled, 0.0
        centre = self.crisis.centre_of(self.states)
        for state in self.states:
            against = self.crisis.opposed(state, centre, True, p)
            wish = self.crisis.granted - against
            wish += (state.interests - self.average_of_all) @ self.crisis.weights
            yes += logistic((2.0 * y * wish - y * y + p.consensus_bonus) / p.choice_noise)
        return yes >= 2.0 / 3.0 * len(self.states)

    def answer(self, before_council):
        """Who acts and who pays, and whether it works; the efforts of all contributors."""
        p, crisis = self.p, self.crisis
        if crisis is not None:
            self.client, self.severity = crisis.side == "clients", crisis.severity
            self.mandate, givers = crisis.mandate, [True] * 16
            if crisis.mandate > 0.0 or before_council:
                shares, capability = self.means()
            if crisis.mandate > 0.0:
                self.action, self.strength = "council", crisis.mandate
            elif before_council:
                givers = self.bypass(shares, capability)
        done, mandated = self.action != "none", self.action == "council"
        base = p.support_prior + p.support_mandate * mandated
        if done:
            base += p.support_success * (self.success[crisis.side] - 0.5)
        toll = [p.support_casualties * math.log10(1.0 + felt) for felt in self.casualties]
        support = [min(max(base - lost, 0.0), 1.0) for lost in toll]
        self.support = sum(support) / 16
        if not done:
            return [0.0] * 16
        authority = {"council": 1.0, "assembly": p.assembly_authority}.get(self.action, 0.0)
        private = 0.0 if authority else p.private_benefit
        usual = logistic(4.0 * (p.support_prior - 0.5))
        for i, s in enumerate(support):
            willing = logistic(4.0 * (s - 0.5)) / usual if s >= p.withdrawal else 0.0
            capability[i] *= (1.0 + p.mandate_bonus * authority) * willing
        total = p.stake_scale * crisis.severity * self.strength
        self.optimal = sum(contributions([total] * 16, capability, private, p))
        stakes = [total * share for share in shares]
        stakes[-1] /= p.rest_states
        capability = [k if may else 0.0 for k, may in zip(capability, givers, strict=True)]
        effort = contributions(stakes, capability, private, p)
        self.provision = sum(effort)
        useful = crisis.usefulness * self.provision
        self.p_win = useful / (useful + crisis.resistance)
        self.won = self.random.random() < self.p_win
        over = mandated and crisis.atrocity
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
        elif self.action == "coalition" and not crisis.lawful:
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
        toll = p.casualty_rate * crisis.resistance * self.strength**2 if done else 0.0
        for i, e in enumerate(effort):
            share = e / self.provision if self.provision > 0.0 else 0.0
            self.casualties[i] = (1.0 - p.casualty_decay) * self.casualties[i] + toll * share
        self.felt = sum(self.casualties)
