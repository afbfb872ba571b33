"""The model as a good Mesa user would write it alone: an agent a member, a method a decision.

A yardstick of speed and an oracle: it reads a scenario's numbers, none of the package's rules.
Here are the members and the Council up to its vote; what comes before and after is in
plain_world.py. What `repeated-crises` switches off (absence, outside options, organisations)
is left out. Frozen before optimising: it changes only when the model's rules change.
"""

import math

import mesa
import numpy as np
from benchmarks.plain_world import Crisis, World, alone, gained, logistic
from benchmarks.tables import AID, FORCE, NOTHING

BLUR = 2.0 * math.sqrt(3.0) / math.pi
COLUMNS = (
    "end", "client", "severity", "tabled", "twin", "hidden_veto", "mandate", "action", "done",
    "strength", "contributors", "provision", "optimal", "p_win", "won", "settled", "exceeded", "support", "legitimacy", "r2p",
    "felt",
)  # fmt: skip
REPORTERS = {name: name for name in COLUMNS} | {
    "response_clients": lambda model: model.response["clients"],
    "response_others": lambda model: model.response["others"],
    "success_clients": lambda model: model.success["clients"],
    "success_others": lambda model: model.success["others"],
}


class Member(mesa.Agent):
    """A seat of the Council and the state that holds it."""

    def __init__(self, model, state, permanent, may_hold_pen):
        super().__init__(model)
        self.state, self.permanent, self.may_hold_pen = state, permanent, may_hold_pen
        self.ballot = None

    def want(self, model, p, crisis, centre):
        against = crisis.opposed(self.state, centre, not self.permanent, p)
        interests = (self.state.interests - model.average) @ crisis.weights
        self.wish = crisis.granted + interests - against + model.random.gauss(0.0, p.taste_sd)
        self.cost = p.dissent_cost
        if self.permanent:
            self.cost = p.veto_cost * (1.0 + p.legitimacy_veto_cost * (model.standing - 1.0))
            self.cost += p.code_cost * (self.state.signatory and crisis.atrocity)
            self.cost -= p.party_relief * (crisis.party and crisis.patron is self)
        self.cost = max(self.cost, math.nextafter(model.bonus, math.inf))

    def compete(self, pen, random, p):
        rivalry = p.rivalry_weight * p.rivalry * abs(self.state.alignment - pen.state.alignment)
        self.theta = self.wish - rivalry
        self.seen = self.theta + random.gauss(0.0, p.perception_sd)

    def chances(self, y, theta, noise):
        gain = self.model.gain(y, theta)
        yes = logistic((gain + self.model.bonus) / noise)
        return yes, logistic((-self.cost - gain) / noise)

    def vote(self, y, pen):
        yes, no = self.chances(y, self.theta, self.model.p.choice_noise)
        luck = self.model.random.random()
        self.ballot = "Y" if self is pen or luck < yes else "N" if luck >= 1.0 - no else "A"

    def worth(self, y):
        """As penholder: what tabling a text is worth, in this Council and in one without vetoes."""
        model, p, quota = self.model, self.model.p, self.model.quota
        noise = math.hypot(p.choice_noise, BLUR * (y - model.crisis.mandate) * p.perception_sd)
        tally, unblocked, expected = np.ones(1), np.ones(1), 0.0
        for member in model.members:
            yes, no = (1.0, 0.0) if member is self else member.chances(y, member.seen, noise)
            tally = np.convolve(tally, (1.0 - yes, yes))
            stays = 1.0 - yes - no if member.permanent else 1.0 - yes
            unblocked = np.convolve(unblocked, (stays, yes))
            expected += yes
        return self.balance(y, unblocked[quota:].sum(), tally[quota:].sum(), expected)

    def balance(self, y, adopted, enough, expected):
        model, p = self.model, self.model.p
        reward = model.gain(y, self.theta) + model.bonus * expected / len(model.members)
        short = (1.0 - enough) * p.shortfall_cost
        vetoed = (enough - adopted) * model.crisis.statement
        return adopted * reward + vetoed - short, enough * reward - short

    def weigh(self, texts):
        return zip(*[self.worth(y) for y in texts], strict=True)

    def draft(self, p):
        """As penholder: the text to table and its twin's, None to withhold; the grid's step."""
        top = min(1.0, self.theta)
        step, chosen = (top - p.minimum_strength) / (p.grid_points - 1), []
        if step < 0.0:
            return None, None, step
        texts = [top - k * step for k in range(int(p.grid_points))]
        for worth in self.weigh(texts):
            best = max(worth)
            strongest = next(y for y, w in zip(texts, worth, strict=True) if w >= best - 1e-9)
            chosen.append(strongest if best > p.tabling_threshold else None)
        return *chosen, step

    def prepare(self, shares, hand, p, crisis):
        """What action as it wants it is worth to it, and what it would give to it alone."""
        number, y = self.state.number, min(max(self.wish, 0.0), 1.0)
        self.stake = p.stake_scale * crisis.severity * gained(y, self.wish) * shares[number]
        self.alone = alone(0.0 if crisis.patron is self else hand[number], self.stake, p)

    def readiness(self, kind, joint, p, crisis):
        """What leading action without the Council is worth."""
        if self.wish < p.minimum_strength or self.alone == 0.0:
            return -math.inf
        won = crisis.contest(kind, self.alone * joint, p)
        if kind == AID:
            return self.stake * won
        lawful = crisis.lawful or kind != FORCE
        lawless = 0.0 if lawful else p.norm * self.state.legitimacy_weight
        worth = self.stake * won - p.outside_cost * (1.0 + lawless) * self.alone
        return worth if won >= p.prospect else -math.inf


class Council(World):
    """One history; a step is a round."""

    member_class = Member

    def __init__(self, scenario, rng=None):
        super().__init__(scenario, rng)
        self.datacollector = mesa.DataCollector(
            model_reporters=REPORTERS, agent_reporters={"ballot": "ballot"}
        )

    def gain(self, y, theta):
        return (self.crisis.mandate - theta) ** 2 - (y - theta) ** 2

    def step(self):
        self.action, self.done, self.tabled, self.twin = "none", NOTHING, None, None
        self.contributors, self.leader = 0, None
        self.client = self.severity = self.mandate = None
        self.hidden_veto = self.strength = self.provision = self.optimal = self.p_win = 0.0
        self.won = self.settled = self.exceeded = False
        for member in self.members:
            member.ballot = None
        before_council = self.challenge() and self.attend() and self.deliberate()
        effort = self.answer(before_council)
        self.learn(effort)
        self.close()
        self.datacollector.collect(self)
        if self.steps % 4 == 0:
            self.elect(self.steps // 4)
        self.running = self.steps < self.made.rounds

    def challenge(self):
        if self.crisis is None:
            p, crisis = self.p, Crisis(self, self.p, self.made.hazards, self.random)
            gain = math.exp(self.random.gauss(p.gain_location, p.gain_scale))
            known = crisis.deterrable * (1.0 - p.cover * (1.0 - crisis.attribution))
            belief = self.response[crisis.side] * self.success[crisis.side] * known
            worth = (gain - p.compliance_cost) / (gain + p.challenge_loss)
            self.end = "deterred" if worth > 0.0 else "quiet"
            self.crisis = crisis if belief < worth else None
        return self.crisis is not None

    def attend(self):
        """The crisis is raised, admitted to the agenda, and not settled by good offices."""
        crisis, p, random, self.end = self.crisis, self.p, self.random, "unseen"
        if crisis.age == 0 and random.random() >= p.reach and random.random() >= p.article_99:
            return False
        self.standing = min(self.legitimacy / p.legitimacy_prior, 2.0)
        self.bonus = p.consensus_bonus * self.standing
        crisis.debate(p, self.success[crisis.side], self.r2p)
        centre = crisis.centre_of(self.sitting)
        for member in self.members:
            member.want(self, p, crisis, centre)
        if sum(member.wish > 0.0 for member in self.members) < self.quota:
            return False
        if random.random() >= p.mediation * (1.0 - crisis.severity):
            return True
        self.end, self.settled = "mediated", True
        return False

    def deliberate(self):
        p, permanent = self.p, self.random.random() < self.p.permanent_pen
        entitled = [m for m in self.members if (m.may_hold_pen if permanent else not m.permanent)]
        pen = max(entitled, key=lambda member: member.wish)
        for member in self.members:
            member.compete(pen, self.random, p)
        pen.seen = pen.theta
        self.tabled, self.twin, step = pen.draft(p)
        missing = (self.twin or 0.0) - (self.tabled or 0.0)
        self.hidden_veto, self.end = missing if missing > 0.5 * step else 0.0, "withheld"
        if self.tabled is not None:
            self.end = self.count(pen, min(1.0, pen.theta) - 0.5 * step - 1e-9)
        return True

    def count(self, pen, full):
        for member in self.members:
            member.vote(self.tabled, pen)
        if sum(member.ballot == "Y" for member in self.members) < self.quota:
            return "fell_short"
        if any(member.permanent and member.ballot == "N" for member in self.members):
            return "vetoed"
        self.crisis.adopt(self.tabled, pen.state, self.p)
        return "adopted_in_full" if self.tabled >= full else "adopted_diluted"

    def close(self):
        """The crisis is settled or given up, or stands on, graver."""
        if self.crisis is not None:
            self.settled = self.settled or self.won
            self.crisis.age += 1
            self.crisis.severity = min(1.0, self.crisis.severity + self.p.worsening)
            if self.settled or self.crisis.age >= self.p.patience:
                self.crisis = None

    def elect(self, year):
        """Half of the elected seats change hands, each within its regional group."""
        barred, pull = {state.name for state in self.sitting}, {}
        for state in self.states:
            waiting = max(1, year - self.served.get(state.name, -4))
            utility = 0.65 * math.log(state.population) + 0.5 * math.log(state.income)
            pull[state.name] = math.exp(utility + 0.55 * math.log(waiting) - 0.6 * state.at_war)
        self.served |= {state.name: year - 1 for state in self.sitting}
        for seat in np.flatnonzero(self.made.world.pool.cohort == year % 2):
            group = self.sitting[seat].group
            able = [s for s in self.states if s.group == group and s.name not in barred]
            chosen = self.random.choices(able, [pull[s.name] for s in able])[0]
            barred.add(chosen.name)
            self.members[seat].state, self.casualties[seat] = chosen, 0.0
        self.seat_members()
