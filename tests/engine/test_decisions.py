"""Every decision that a member takes: by a seat of arrays and by an agent, right and wrong."""

import numpy as np
import pytest

from simulation.engine.arrays import play
from simulation.engine.decisions import DECISIONS
from simulation.engine.delegations import Delegation, Delegations, Seats
from simulation.engine.memory import ROLES
from simulation.engine.mesa_model import CouncilModel, Member
from simulation.scenario.files import names
from simulation.scenario.load import load
from simulation.scenario.mistakes import InputError
from simulation.stages.adoption import End
from simulation.stages.bypass import Action, Readiness
from simulation.stages.voting import ABSTAIN, NO, NO_VOTE, NOT_VOTING, YES

SCENARIO = load("horseshoe", settings={"rounds": 12})
ROTATING = load("repeated-crises", settings={"rounds": 12})
MEMBERS = SCENARIO.sitting.council.members


def answering(name, answer):
    """A delegation that always answers this."""
    return type("Faulty", (Delegation,), {name: lambda *_: answer})()


RIGHT = {"prefer": 0.9, "lead": 0.7, "draft": 0.6, "vote": NO, "contribute": 0.001}


def equal(one, many, place):
    """Whether one history is this one of many, in ballots, efforts and columns."""
    pairs = [(one.ballots, many.ballots), (one.effort, many.effort)]
    pairs += [(one[name], many[name]) for name in one.columns]
    return all(
        np.array_equal(a[..., 0], b[..., place], equal_nan=a.dtype.kind == "f") for a, b in pairs
    )


@pytest.mark.parametrize("name", DECISIONS)
@pytest.mark.parametrize("scenario", [SCENARIO, ROTATING], ids=["horseshoe", "with elections"])
@pytest.mark.parametrize("who", ["permanent", "elected", "WEOG"])
def test_a_decision_counts_and_is_the_same_by_arrays_by_seats_and_by_agents(name, scenario, who):
    given = {who: answering(name, RIGHT[name])}
    together = play(scenario, seed=3, runs=range(4), delegations=Seats(given))
    rules = play(scenario, seed=3, runs=range(4))
    assert not all(equal(CouncilModel(scenario, seed=3, run=2, seats=given).run(), rules, place)
                   for place in range(4))  # fmt: skip
    agents = type("Own", (Member,), {})
    for place in (0, 3):
        assert equal(CouncilModel(scenario, seed=3, run=place, seats=given).run(), together, place)
        by_rule = CouncilModel(scenario, seed=3, run=place, member_class=agents).run()
        assert equal(by_rule, rules, place)


@pytest.mark.parametrize("name", DECISIONS)
def test_an_agents_own_method_decides_as_a_seats_does(name):
    everybody = dict.fromkeys(MEMBERS, answering(name, RIGHT[name]))
    agents = type("Own", (Member,), {name: lambda *_: RIGHT[name]})
    together = play(SCENARIO, seed=3, runs=range(2), delegations=Seats(everybody))
    alone = CouncilModel(SCENARIO, seed=3, run=1, member_class=agents).run()
    assert equal(alone, together, 1)


WRONG = {
    "prefer": [None, "strong", float("nan"), float("inf"), np.zeros(3)],
    "lead": [0.0, -0.2, 1.5, True, "yes", float("nan")],
    "draft": [2.0, -0.1, float("nan"), "full", np.array([0.1, 0.2])],
    "vote": [7, None, "N", 1.5, np.array([NO, NO])],
    "contribute": [-0.1, 1e6, "all", float("nan"), [0.1, 0.2], False],
}

SAID = {
    "prefer": "must be one finite number",
    "lead": "must be a strength above 0 and at most 1, or None to stay out",
    "draft": "must be a strength from 0 to 1, or None to withhold",
    "vote": "must be YES, NO, ABSTAIN or NOT_VOTING of simulation.stages.voting",
    "contribute": "must be an effort from 0 to its means, burden.means = ",
}


@pytest.mark.parametrize("engine", ["arrays", "mesa"])
@pytest.mark.parametrize(
    ("name", "answer"), [(name, wrong) for name, all_ in WRONG.items() for wrong in all_]
)
def test_an_answer_that_cannot_be_used_is_refused_by_name(engine, name, answer):
    everybody = dict.fromkeys(MEMBERS, answering(name, answer))
    ways = {
        "arrays": lambda: play(SCENARIO, seed=1, runs=range(3), delegations=Seats(everybody)),
        "mesa": lambda: [
            CouncilModel(SCENARIO, seed=1, run=run, seats=everybody).run() for run in range(3)
        ],
    }
    with pytest.raises(InputError) as caught:
        ways[engine]()
    member, _, rest = caught.value.mistakes[0].partition(": ")
    assert member in MEMBERS
    assert rest.startswith(f"{name} gave ")
    assert SAID[name] in rest


WRONG_OF_ALL = [
    ("prefer", lambda right: right[0], "must be numbers of shape (15, "),
    ("prefer", lambda right: right * np.nan, "prefer gave nan: must be one finite number"),
    ("vote", lambda right: right + 9, "must be YES"),
    ("vote", lambda right: right.tolist(), "must be an array"),
    ("contribute", lambda right: right * 0.0 - 1.0, None),
    ("contribute", lambda right: np.full(right.shape, -1.0), "or NaN to leave it to the rule"),
    ("contribute", lambda right: right.astype(str), "must be numbers"),
    ("lead", lambda right: right.strength, "must be Readiness, as what super() gives"),
    ("lead", lambda right: Readiness(right.strength + 2.0, right.worth), "must be a strength"),
    ("draft", lambda right: right.strength, "must be Choice"),
]


@pytest.mark.parametrize(("name", "spoilt", "said"), WRONG_OF_ALL)
def test_a_wrong_answer_for_all_seats_is_refused_too(name, spoilt, said):
    def method(self, *shown):
        return spoilt(getattr(Delegations, name)(self, *shown))

    spoiling = type("Spoiling", (Delegations,), {name: method})()
    if said is None:  # NaN times anything is NaN: what the rules say.
        rules = play(SCENARIO, seed=1, runs=range(3))
        assert equal(play(SCENARIO, seed=1, runs=range(1), delegations=spoiling), rules, 0)
        return
    with pytest.raises(InputError) as caught:
        play(SCENARIO, seed=1, runs=range(3), delegations=spoiling)
    assert caught.value.mistakes[0].startswith(f"Spoiling: {name} gave ")
    assert said in caught.value.mistakes[0]


@pytest.mark.parametrize("burden", ["voluntary", "optimum", "assessed"])
def test_who_bears_nothing_bears_nothing_and_others_respond(burden):
    scenario = load("horseshoe", burden=burden, settings={"rounds": 12})
    rules = play(scenario, seed=2, runs=range(20))
    seat = int(rules.effort[:, :15].sum((0, 2)).argmax())
    riding = {MEMBERS[seat]: answering("contribute", 0.0)}
    riders = play(scenario, seed=2, runs=range(20), delegations=Seats(riding))
    assert (riders.effort[:, seat] == 0.0).all()
    # In the first round nothing else has come apart yet.
    here = rules.effort[0, seat] > 0.0
    assert here.any()
    others = (
        np.delete(riders.effort[0][:, here], seat, 0),
        np.delete(rules.effort[0][:, here], seat, 0),
    )
    if burden == "assessed":
        assert np.array_equal(*others)
    else:
        assert (others[0] >= others[1]).all()
        assert (others[0].sum(0) > others[1].sum(0)).all()
        assert (riders["provision"][0, here] < rules["provision"][0, here]).all()
    assert np.array_equal(riders.effort[0][:, ~here], rules.effort[0][:, ~here])


def test_who_never_gives_gives_nothing_either_where_others_withdraw():
    all_five = play(
        SCENARIO, seed=2, runs=range(20),
        delegations=Seats({"permanent": answering("contribute", 0.0)}),
    )  # fmt: skip
    assert (all_five.effort[:, :5] == 0.0).all()
    assert (all_five.effort[:, 5:] > 0.0).any()


def test_who_decides_to_lead_leads_at_its_strength_and_bears_it():
    led = play(
        SCENARIO, seed=2, runs=range(30), delegations=Seats({"rival": answering("lead", 0.3)})
    )
    seat = MEMBERS.index("rival")
    own = (led["action"] == Action.COALITION) & (led["leader"] == seat)
    assert own.any()
    assert (led["strength"][own] == 0.3).all()
    never = play(SCENARIO, seed=2, runs=range(30), delegations=Seats(dict.fromkeys(
        MEMBERS, answering("lead", None))))  # fmt: skip
    assert not (never["action"] == Action.COALITION).any()
    assert (play(SCENARIO, seed=2, runs=range(30))["action"] == Action.COALITION).any()


@pytest.mark.parametrize("scenario", [SCENARIO, ROTATING], ids=["horseshoe", "with elections"])
@pytest.mark.parametrize("role", ["permanent", "elected", "AFR", "WEOG", "GRULAC", "EEG", "APG"])
def test_a_role_stands_for_whoever_sits_so_in_the_round(scenario, role):
    abstaining = {role: answering("vote", ABSTAIN)}
    played = play(scenario, seed=5, runs=range(6), delegations=Seats(abstaining))
    alone = CouncilModel(scenario, seed=5, run=4, seats=abstaining).run()
    assert equal(alone, played, 4)
    occupants = np.broadcast_to(played.occupants, played.ballots.shape)
    states, permanent = scenario.sitting.states, scenario.sitting.council.permanent
    for number, seat, run in np.ndindex(played.ballots.shape):
        state = states[occupants[number, seat, run]]
        mine = role in (state.group, "permanent" if permanent[seat] else "elected")
        if mine and played.ballots[number, seat, run] != NO_VOTE:
            assert played.ballots[number, seat, run] == ABSTAIN
    rules = play(scenario, seed=5, runs=range(6))
    assert not np.array_equal(rules.ballots, played.ballots)


def test_a_member_goes_before_its_group_and_that_before_the_rest():
    given = {
        "elected": answering("vote", YES), "WEOG": answering("vote", ABSTAIN),
        "ally": answering("vote", NO), "permanent": answering("vote", YES),
    }  # fmt: skip
    played = play(SCENARIO, seed=5, runs=range(6), delegations=Seats(given))
    council = SCENARIO.sitting.council
    for seat, state in zip(range(15), council.seats, strict=True):
        meant = NO if state.member == "ally" else ABSTAIN if state.group == "WEOG" else YES
        assert set(played.ballots[:, seat][played.voted]) == {meant}


def test_an_elected_member_is_replaced_while_it_holds_a_seat():
    rules = play(ROTATING, seed=5, runs=range(6))
    first = rules.occupants[0, 5:, 0].tolist()
    gone = next(s for s in first if (rules.occupants[-1] != s).all())
    member = ROTATING.sitting.states[gone].member
    given = {member: answering("vote", ABSTAIN)}
    played = play(ROTATING, seed=5, runs=range(6), delegations=Seats(given))
    held = played.occupants == gone
    cast = played.ballots[held]
    assert set(cast[cast != NO_VOTE]) == {ABSTAIN}
    assert held.any()
    assert not held[-1].any()
    assert equal(CouncilModel(ROTATING, seed=5, run=1, seats=given).run(), played, 1)


class Weary(Delegation):
    """Votes no once it has voted twice."""

    def __init__(self):
        self.votes = 0

    def vote(self, view, motion):
        self.votes += 1
        return YES if self.votes <= 2 else NO


def test_each_member_of_a_role_remembers_for_itself():
    played = play(ROTATING, seed=5, runs=range(4), delegations=Seats({"elected": Weary}))
    for run in range(4):
        votes = {}
        for number in np.flatnonzero(played.voted[:, run]):
            for seat in range(5, 15):
                state = played.occupants[number, seat, run]
                votes[state] = votes.get(state, 0) + 1
                assert played.ballots[number, seat, run] == (YES if votes[state] <= 2 else NO)
        assert equal(
            CouncilModel(ROTATING, seed=5, run=run, seats={"elected": Weary}).run(), played, run
        )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("elcted", "has no seat in horseshoe; did you mean elected?"),
        ("Permanent", "has no seat in horseshoe; did you mean permanent?"),
        ("GRULAK", "has no seat in horseshoe; did you mean GRULAC?"),
        ("AFRICA", "has no seat in horseshoe"),
        ("USA", "has no seat in horseshoe; there are "),
    ],
)
def test_a_role_that_there_is_not_is_refused(name, said):
    with pytest.raises(InputError) as caught:
        play(SCENARIO, seed=1, runs=range(1), delegations=Seats({name: answering("vote", YES)}))
    assert caught.value.mistakes[0].startswith(f"seats: {name!r} {said}")


def test_a_role_of_nobody_is_refused():
    scenario = next(
        made for made in map(load, sorted(names("scenario"))) if not played_by_all(made)
    )
    role = next(role for role in ROLES if role not in roles_in(scenario))
    with pytest.raises(InputError, match=f"'{role}' stands for nobody: no member that sits in "):
        Seats({role: answering("vote", YES)}).check(scenario)
    Seats({role: answering("vote", YES) for role in roles_in(scenario)}).check(scenario)


def roles_in(scenario):
    """The roles that somebody has."""
    sittings = [draft.sitting for draft in scenario.script] or [scenario.sitting]
    seats = [seat for sitting in sittings for seat in sitting.council.seats]
    kinds = {"permanent" if seat.permanent else "elected" for seat in seats}
    return {seat.group for seat in seats} | kinds


def played_by_all(scenario):
    """Whether every role is somebody's, or elections may bring it."""
    return scenario.world.pool is not None or roles_in(scenario) == set(ROLES)


class Reader(Delegation):
    """Keeps what it reads of the past."""

    def __init__(self):
        self.read = []

    def prefer(self, view):
        past = view.record
        self.read.append(
            (view.round, view.run, past.ends[:, 0], past.tabled[:, 0], past.actions[:, 0],
             past.ballots_of("rival")[:, 0], len(past), view.legitimacy.item())
        )  # fmt: skip
        return super().prefer(view)


@pytest.mark.parametrize("engine", ["arrays", "mesa"])
def test_a_view_knows_the_round_the_run_and_the_public_past(engine):
    rules, made = play(SCENARIO, seed=4, runs=range(7, 12)), {}

    class Noting(Reader):
        def prefer(self, view):
            made[view.run] = self
            return super().prefer(view)

    if engine == "arrays":
        play(SCENARIO, seed=4, runs=range(7, 12), delegations=Seats({"ally": Noting}))
    else:
        for run in range(7, 12):
            CouncilModel(SCENARIO, seed=4, run=run, seats={"ally": Noting}).run()
    assert sorted(made) == list(range(7, 12))
    seat = MEMBERS.index("rival")
    for place, run in enumerate(range(7, 12)):
        for number, own, ends, tabled, actions, ballots, rounds, legitimacy in made[run].read:
            assert own == run
            assert rounds == number
            assert ends.tolist() == rules["end"][:number, place].tolist()
            assert actions.tolist() == rules["action"][:number, place].tolist()
            assert np.array_equal(tabled, rules["tabled"][:number, place], equal_nan=True)
            assert ballots.tolist() == rules.ballots[:number, seat, place].tolist()
            if number:
                assert legitimacy == rules["legitimacy"][number - 1, place]
    assert max(number for number, *_ in made[7].read) > 5
    assert (rules["end"] == End.VETOED).any()


@pytest.mark.parametrize(
    ("scenario", "member", "away"),
    [
        ("korea-1950", "RUS", [True, True, True, False, False]),
        ("league-without-hegemon", "hegemon", [True] * 12),
    ],
)
@pytest.mark.parametrize("answer", [YES, NO, ABSTAIN, NOT_VOTING])
def test_a_member_that_is_away_does_not_vote_whoever_decides_for_it(scenario, member, away, answer):
    played = load(scenario, settings={"rounds": 12} if len(away) == 12 else {})
    seat = played.sitting.council.members.index(member)
    given = {member: answering("vote", answer)}
    history = play(played, seed=1, runs=range(4), delegations=Seats(given))
    cast = history.ballots[:, seat]
    held = history.voted
    assert (cast[held & np.array(away)[:, None]] == NOT_VOTING).all()
    assert (cast[held & ~np.array(away)[:, None]] == answer).all()
    assert held[np.array(away)].any()
    alone = CouncilModel(played, seed=1, run=2, seats=given).run()
    assert equal(alone, history, 2)


@pytest.mark.parametrize("answer", [YES, NO, ABSTAIN])
def test_ballots_for_all_seats_that_let_an_absent_member_vote_are_refused(answer):
    class Everybody(Delegations):
        def vote(self, view, motion):
            return np.full_like(super().vote(view, motion), answer)

    with pytest.raises(InputError, match="vote gave .*NOT_VOTING if the member is absent"):
        play("korea-1950", seed=1, runs=range(2), delegations=Everybody())
