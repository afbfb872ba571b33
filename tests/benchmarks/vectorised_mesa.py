"""The plain Mesa model with its draft vectorised over the grid; all else is the same.

The second yardstick, frozen like the first.
"""

import numpy as np
from benchmarks.plain_mesa import BLUR, Council, Member
from scipy.special import expit


class VectorisedMember(Member):
    """A member that weighs all texts at once."""

    def weigh(self, texts):
        model, p, crisis, quota = self.model, self.model.p, self.model.crisis, self.model.quota
        y = np.array(texts)
        seen = np.array([member.seen for member in model.members])[:, None]
        cost = np.array([member.cost for member in model.members])[:, None]
        noise = np.hypot(p.choice_noise, BLUR * (y - crisis.mandate) * p.perception_sd)
        gain = (crisis.mandate - seen) ** 2 - (y - seen) ** 2
        yes, no = expit((gain + model.bonus) / noise), expit((-cost - gain) / noise)
        seat = model.members.index(self)
        yes[seat], no[seat] = 1.0, 0.0
        tally = np.zeros((2, len(model.members) + 1, y.size))
        tally[:, 0] = 1.0
        for member, p_yes, p_no in zip(model.members, yes, no, strict=True):
            stays = np.array([1.0 - p_yes, 1.0 - p_yes - p_no * member.permanent])[:, None]
            joined = tally[:, :-1] * p_yes
            tally *= stays
            tally[:, 1:] += joined
        enough, adopted = tally[:, quota:].sum(axis=1)
        return self.balance(y, adopted, enough, yes.sum(axis=0))


class VectorisedCouncil(Council):
    """One history; a step is a round."""

    member_class = VectorisedMember
