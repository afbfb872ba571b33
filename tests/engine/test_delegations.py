"""How members decide: what every set of delegations must keep to, and seats decided otherwise."""

import copy
import doctest
import pickle
from dataclasses import fields, is_dataclass, replace

import numpy as np
import pytest

from simulation.engine import answers, delegations
from simulation.engine.arrays import play
from simulation.engine.decisions import DECISIONS
from simulation.engine.delegations import Delegation, Delegations, Seats
from simulation.engine.mesa_model import AgentDelegations, CouncilModel
from simulation.scenario.load import load
from simulation.scenario.mistakes import InputError
from simulation.stages.adoption import Cause
from simulation.stages.drafting import Choice
from simulation.stages.voting import ABSTAIN, LETTERS

SEATS = 15


class Bystander(Delegation):
    def vote(self, view, motion):
        return ABSTAIN


class Hawk(Delegation):
    def prefer(self, view):
        return 1.0


class Modest(Delegation):
    def draft(self, view, outlook):
        return 0.5


class Silent(Delegation):
    def draft(self, view, outlook):
        return None


class Reckless(Delegation):
    """Leads as strongly as it can, and bears all that it can."""

    def lead(self, view, prospect):
        return 1.0

    def contribute(self, view, burden):
        return burden.means


class Aloof(Delegation):
    """Neither leads nor bears anything."""

    def lead(self, view, prospect):
        return None

    def contribute(self, view, burden):
        return 0.0


class Witness(Delegations):
    """The rules; keeps what it was shown."""

    def __init__(self):
        self.shown = {name: [] for name in DECISIONS}

    def prefer(self, view):
        self.shown["prefer"].append((copy.deepcopy(view),))
        return super().prefer(view)

    def lead(self, view, prospect):
        self.shown["lead"].append((copy.deepcopy(view), copy.deepcopy(prospect)))
        return super().lead(view, prospect)

    def draft(self, view, outlook):
        self.shown["draft"].append((copy.deepcopy(view), copy.deepcopy(outlook)))
        return super().draft(view, outlook)

    def vote(self, view, motion):
        self.shown["vote"].append((copy.deepcopy(view), copy.deepcopy(motion)))
        return super().vote(view, motion)

    def contribute(self, view, burden):
        self.shown["contribute"].append((copy.deepcopy(view), copy.deepcopy(burden)))
        return super().contribute(view, burden)


def shown_in_play(name, histories):
    """What delegations are shown when the horseshoe is played, the fullest call of each kind."""
    witness = Witness()
    play(load("horseshoe"), seed=2, runs=range(histories), delegations=witness)
    return max(witness.shown[name], key=lambda shown: shown[0].histories)


def arrays_in(thing):
    """Every array inside dataclasses."""
    if isinstance(thing, np.ndarray):
        yield thing
    elif is_dataclass(thing):
        for field in fields(thing):
            yield from arrays_in(getattr(thing, field.name))


def same(one, other):
    """Whether two answers are equal to the bit."""
    pairs = zip(arrays_in(one), arrays_in(other), strict=True)
    return all(np.array_equal(a, b, equal_nan=a.dtype.kind == "f") for a, b in pairs)


class DelegationsContract:
    """What every implementation of Delegations keeps to; a subclass says how one is made."""

    histories = 12
    ANSWERS = tuple(DECISIONS)

    def make(self):
        raise NotImplementedError

    @pytest.fixture(params=ANSWERS)
    def decision(self, request):
        return request.param

    def test_wanted_strengths_are_finite_numbers_by_seat_and_history(self):
        (view,) = shown_in_play("prefer", self.histories)
        wanted = self.make().prefer(view)
        assert wanted.shape == (SEATS, view.histories)
        assert wanted.dtype == np.float64
        assert np.isfinite(wanted).all()

    def test_choices_hold_a_number_a_history(self):
        view, outlook = shown_in_play("draft", self.histories)
        choice = self.make().draft(view, outlook)
        for field in fields(Choice):
            values = getattr(choice, field.name)
            assert values.shape == (view.histories,), field.name
            assert values.dtype.kind == ("i" if field.name == "cause" else "f"), field.name
        assert set(choice.cause) <= set(Cause)
        tabled = choice.strength[~np.isnan(choice.strength)]
        assert ((tabled >= 0) & (tabled <= 1)).all()

    def test_ballots_are_one_of_four_by_seat_and_history(self):
        view, motion = shown_in_play("vote", self.histories)
        ballots = self.make().vote(view, motion)
        assert ballots.shape == (SEATS, view.histories)
        assert ballots.dtype == np.int8
        assert set(ballots.flat) <= set(range(len(LETTERS)))

    def test_who_leads_has_a_strength_and_a_worth_by_seat_and_history(self):
        view, prospect = shown_in_play("lead", self.histories)
        ready = self.make().lead(view, prospect)
        assert ready.strength.shape == ready.worth.shape == (SEATS, view.histories)
        leads = ready.worth > 0.0
        assert ((ready.strength[leads] > 0.0) & (ready.strength[leads] <= 1.0)).all()
        assert not leads[view.absent].any()

    def test_efforts_are_within_means_or_left_to_the_rules(self):
        view, burden = shown_in_play("contribute", self.histories)
        decided = self.make().contribute(view, burden)
        assert decided.shape == (SEATS, view.histories)
        free = np.isnan(decided)
        assert (free | ((decided >= 0.0) & (decided <= burden.means))).all()
        assert free[~burden.may_contribute].all()

    def test_where_no_history_is_asked_about_the_answer_is_empty(self, decision):
        nobody = np.array([], dtype=np.int64)
        empty = [part.at(nobody) for part in shown_in_play(decision, self.histories)]
        answer = getattr(self.make(), decision)(*empty)
        assert {array.shape[-1] for array in arrays_in(answer)} == {0}

    def test_the_same_draws_give_the_same_answer(self, decision):
        shown = shown_in_play(decision, self.histories)
        one = self.make()
        first = copy.deepcopy(getattr(one, decision)(*shown))
        assert same(getattr(one, decision)(*shown), first)
        assert same(getattr(self.make(), decision)(*shown), first)

    def test_nothing_that_is_shown_is_changed(self, decision):
        shown = shown_in_play(decision, self.histories)
        before = copy.deepcopy(shown)
        for part in shown:
            for array in arrays_in(part):
                array.flags.writeable = False
        getattr(self.make(), decision)(*shown)
        assert all(same(*pair) for pair in zip(shown, before, strict=True))

    def test_a_pickled_copy_gives_the_same_answer(self, decision):
        shown, one = shown_in_play(decision, self.histories), self.make()
        copied = pickle.loads(pickle.dumps(one))
        assert same(getattr(copied, decision)(*shown), getattr(one, decision)(*shown))

    def test_a_history_alone_gets_the_answer_it_gets_among_others(self, decision):
        shown, one = shown_in_play(decision, self.histories), self.make()
        together = getattr(one, decision)(*shown)
        for h in range(shown[0].histories):
            alone = getattr(one, decision)(*(part.at(np.array([h])) for part in shown))
            for values, value in zip(arrays_in(together), arrays_in(alone), strict=True):
                assert np.array_equal(values[..., [h]], value, equal_nan=value.dtype.kind == "f")

    def test_an_answer_is_the_callers_to_keep(self, decision):
        """The answer shares no memory with what was shown, so writing on it changes nothing."""
        shown = shown_in_play(decision, self.histories)
        answer = getattr(self.make(), decision)(*shown)
        for mine in arrays_in(answer):
            for part in shown:
                assert not any(np.shares_memory(mine, theirs) for theirs in arrays_in(part))


class TestRules(DelegationsContract):
    def make(self):
        return Delegations()


class TestSeatsWithNobodyReplaced(DelegationsContract):
    def make(self):
        return Seats({})

    def test_they_are_the_rules(self, decision):
        shown = shown_in_play(decision, self.histories)
        assert same(
            getattr(self.make(), decision)(*shown), getattr(Delegations(), decision)(*shown)
        )


class TestSeatsWithSomeReplaced(DelegationsContract):
    def make(self):
        return Seats(
            {
                "hegemon": Modest(), "partner": Silent(), "rival": Hawk(), "ally": Bystander(),
                "elected": Reckless(), "WEOG": Aloof(),
            }
        )  # fmt: skip


class TestSeatsThatAllDecideByTheRules(DelegationsContract):
    def make(self):
        return Seats({m: Delegation() for m in load("horseshoe").sitting.council.members})

    def test_they_are_the_rules(self, decision):
        shown = shown_in_play(decision, self.histories)
        assert same(
            getattr(self.make(), decision)(*shown), getattr(Delegations(), decision)(*shown)
        )


class TestAgents(DelegationsContract):
    histories = 1

    def make(self):
        made = CouncilModel("horseshoe", seed=2).delegations
        assert isinstance(made, AgentDelegations)
        return made

    def test_they_are_the_rules(self, decision):
        shown = shown_in_play(decision, self.histories)
        assert same(
            getattr(self.make(), decision)(*shown), getattr(Delegations(), decision)(*shown)
        )


class TestAgentsWithSomeReplaced(DelegationsContract):
    histories = 1

    def make(self):
        everywhere = dict.fromkeys(load("horseshoe").sitting.council.members, Modest())
        return CouncilModel(
            "horseshoe",
            seed=2,
            seats=everywhere | {"ally": Bystander(), "rival": Reckless(), "partner": Aloof()},
        ).delegations


@pytest.mark.parametrize("module", [delegations, answers])
def test_the_examples_of_the_module_run(module):
    tried = doctest.testmod(module)
    assert tried.attempted
    assert tried.failed == 0


def test_a_replaced_ballot_leaves_the_others_as_they_were():
    view, motion = shown_in_play("vote", 30)
    ballots, by_rules = (
        Seats({"ally": Bystander()}).vote(view, motion),
        Delegations().vote(view, motion),
    )
    seat = view.sitting.council.seat_of("ally")
    assert (ballots[seat] == ABSTAIN).all()
    assert (by_rules[seat] != ABSTAIN).any()
    assert np.array_equal(np.delete(ballots, seat, 0), np.delete(by_rules, seat, 0))


def test_a_replaced_preference_leaves_the_others_as_they_were():
    (view,) = shown_in_play("prefer", 30)
    wanted, by_rules = Seats({"rival": Hawk()}).prefer(view), Delegations().prefer(view)
    seat = view.sitting.council.seat_of("rival")
    assert (wanted[seat] == 1.0).all()
    assert (by_rules[seat] != 1.0).all()
    assert np.array_equal(np.delete(wanted, seat, 0), np.delete(by_rules, seat, 0))


@pytest.mark.parametrize(("delegation", "tabled"), [(Modest(), 0.5), (Silent(), np.nan)])
def test_a_replaced_penholder_tables_its_own_text_where_it_holds_the_pen(delegation, tabled):
    view, outlook = shown_in_play("draft", 60)
    holder = view.sitting.council.members[np.bincount(outlook.pen).argmax()]
    choice = Seats({holder: delegation}).draft(view, outlook)
    by_rules = Delegations().draft(view, outlook)
    own = outlook.pen == view.sitting.council.seat_of(holder)
    assert own.any()
    assert not own.all()
    assert np.array_equal(choice.strength[own], np.full(own.sum(), tabled), equal_nan=True)
    assert np.isnan(choice.twin[own]).all()
    assert np.array_equal(choice.top, by_rules.top)
    for field in fields(Choice):
        there, rules = (getattr(c, field.name)[~own] for c in (choice, by_rules))
        assert np.array_equal(there, rules, equal_nan=rules.dtype.kind == "f"), field.name


def test_a_text_of_its_own_is_never_a_hidden_veto():
    view, outlook = shown_in_play("draft", 60)
    everybody = dict.fromkeys(view.sitting.council.members, Silent())
    choice = Seats(everybody).draft(view, outlook)
    assert (choice.hidden_veto == 0.0).all()
    assert (choice.cause == Cause.NO_INTEREST).all()
    assert (Delegations().draft(view, outlook).hidden_veto > 0.0).any()


def test_a_bystander_abstains_in_every_vote_of_every_history():
    history = play(
        load("horseshoe"), seed=3, runs=range(10), delegations=Seats({"ally": Bystander()})
    )
    seat = history.scenario.sitting.council.seat_of("ally")
    assert history.voted.sum() > 50
    assert (history.ballots[:, seat][history.voted] == ABSTAIN).all()


def test_one_seats_view_holds_nothing_private_of_another():
    view, _ = shown_in_play("draft", 30)
    for seat in range(SEATS):
        mine = view.of_seat(seat)
        assert mine.seats == (seat,)
        for name in view.BY_SEAT:
            assert np.array_equal(getattr(mine, name), getattr(view, name)[[seat]]), name
        for field in fields(mine.profiles):
            assert getattr(mine.profiles, field.name).shape[0] == 1


def test_a_member_is_replaced_in_the_rounds_in_which_it_sits():
    scenario = load("bosnia-1992")
    councils = [draft.sitting.council for draft in scenario.script]
    member = next(m for m in councils[-1].members if m not in councils[0].members)
    sits = [member in council.members for council in councils]
    replaced = {member: Bystander()}
    history = play(scenario, seed=4, runs=range(5), delegations=Seats(replaced))
    alone = CouncilModel(scenario, seed=4, run=3, seats=replaced).run()
    assert np.array_equal(alone.ballots[..., 0], history.ballots[..., 3])
    for number in np.flatnonzero(sits):
        cast = history.ballots[number, councils[number].seat_of(member)]
        assert (cast[history.voted[number]] == ABSTAIN).all()
    before = sits.index(True)
    by_rules = play(scenario, seed=4, runs=range(5))
    assert np.array_equal(history.ballots[:before], by_rules.ballots[:before])


def test_a_member_that_never_sits_is_refused_with_the_nearest():
    with pytest.raises(InputError) as caught:
        Seats({"rivall": Hawk(), "ally": Hawk(), "USA": Hawk()}).check(load("horseshoe"))
    first, second = caught.value.mistakes
    assert first == "seats: 'rivall' has no seat in horseshoe; did you mean rival?"
    assert second.startswith("seats: 'USA' has no seat in horseshoe; there are ally, ")


class Faulty(Delegation):
    """Answers what it is told to, right or wrong."""

    def __init__(self, **answers):
        for name, answer in answers.items():
            setattr(self, name, lambda *_, answer=answer: answer)


def test_a_delegation_may_answer_with_an_array_of_one():
    (view,) = shown_in_play("prefer", 1)
    for answer in (0.7, np.float64(0.7), np.array(0.7), np.array([[0.7]])):
        faulty = Faulty(prefer=answer)
        assert Seats({"ally": faulty}).prefer(view)[1, 0] == 0.7


def test_a_view_of_some_histories_is_theirs_alone():
    view, motion = shown_in_play("vote", 30)
    some = np.array([3, 0, 5])
    assert view.at(some).histories == 3
    for name in view.BY_SEAT:
        assert np.array_equal(getattr(view.at(some), name), getattr(view, name)[:, some]), name
    assert np.array_equal(motion.at(some).strength, motion.strength[some])
    assert replace(view, seats=(4,)).member == view.sitting.council.members[4]


def test_a_member_without_a_seat_is_refused_by_the_array_engine():
    overrides = Seats({"rivall": Delegation()})
    with pytest.raises(InputError, match="did you mean rival"):
        play(load("horseshoe"), seed=1, runs=range(1), delegations=overrides)


@pytest.mark.parametrize("seed", [None, -1, True, 1.5])
def test_a_seed_that_is_no_whole_number_from_0_on_is_refused(seed):
    with pytest.raises(InputError, match="seed = "):
        play(load("horseshoe"), seed=seed, runs=range(1))
    with pytest.raises(InputError, match="seed = "):
        CouncilModel("horseshoe", seed=seed)


@pytest.mark.parametrize("runs", [range(0, 10, 2), range(-2, 0)])
def test_runs_that_are_no_plain_range_are_refused(runs):
    with pytest.raises(InputError, match="runs = "):
        play(load("horseshoe"), seed=1, runs=runs)


class Choosy(Delegation):
    """Cannot be made without being told what to do."""

    def __init__(self, ballot):
        self.ballot = ballot


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (None, "is None: must be a Delegation, as Bystander(), its class, or a function"),
        ("Hawk", "is 'Hawk': must be a Delegation"),
        (int, "must be a Delegation"),
        (lambda: None, "must be a Delegation"),
        (Choosy, "cannot be called without arguments"),
        (lambda view: Hawk(), "cannot be called without arguments"),
    ],
)
def test_what_neither_decides_nor_makes_what_decides_is_refused(given, said):
    with pytest.raises(InputError, match="seats: 'rival' is ") as caught:
        CouncilModel("horseshoe", seed=1, seats={"rival": given})
    assert said in str(caught.value)
    with pytest.raises(InputError, match="seats: 'rival' is "):
        play(load("horseshoe"), seed=1, runs=range(1), delegations=Seats({"rival": given}))
