"""A small world as tables of the real columns: the permanent members and some states, 1989 to 1992."""

PERMANENT = ("CHN", "FRA", "GBR", "RUS", "USA")

CCODES = {
    "CHN": 710, "FRA": 220, "GBR": 200, "RUS": 365, "USA": 2,
    "SYR": 652, "IRQ": 645, "JOR": 663, "IND": 750, "CAN": 20, "CUB": 40, "POL": 290, "SOM": 520,
    "NPL": 790,
}  # fmt: skip
YEARS = range(1989, 1993)


def spent(code, year):
    """Military spending: the United States 60, Nepal 20 in 1989 and 1991, Jordan unknown, all others 10."""
    if code == "JOR" or (code == "NPL" and year in (1990, 1992)):
        return ""
    return {"USA": 60, "NPL": 20}.get(code, 10)


def write_world(folder):
    """Write the tables into a folder."""

    def write(name, header, rows):
        lines = [",".join(map(str, row)) for row in rows]
        (folder / name).write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")

    sat = {1990: ("CAN", "CUB"), 1991: ("CUB", "IND"), 1992: ("IND", "SYR")}
    write(
        "unsc_membership_1.csv",
        "year,iso3,name,permanent,un_group,term_year,council_size",
        [
            (year, code, code, int(code in PERMANENT), "APG", "" if code in PERMANENT else 1, 7)
            for year, elected in sat.items()
            for code in (*PERMANENT, *elected)
        ],
    )
    points = {code: 0.5 * n - 3.0 for n, code in enumerate(CCODES)}
    write(
        "unga_ideal_points_1.csv",
        "year,ccode,iso3,country,ideal_point_fp,ideal_point_fp_q05,ideal_point_fp_q95,n_votes_fp",
        [
            (year, number, code, code, points[code] + 0.01 * (year - 1990), 0, 0,
             10 if code == "NPL" else 60)
            for year in YEARS
            for code, number in CCODES.items()
            # Somalia votes in 1989 and 1992 only; Jordan never.
            if not (code == "SOM" and 1989 < year < 1992) and code != "JOR"
        ],
    )  # fmt: skip
    agree = {"SYR": 0.95, "IRQ": 0.9, "JOR": 0.85, "IND": 0.8, "NPL": 0.8}
    write(
        "unga_p5_agreement_1.csv",
        "year,country,iso2," + ",".join(f"{k}_{m}" for k in ("agree", "n") for m in PERMANENT),
        [
            (year, code, "", *(agree.get(code, 0.4) if m in ("RUS", "CHN") else 0.5
                               for m in PERMANENT), *([2 if code == "NPL" else 100] * 5))
            for year in range(1984, 1992)
            for code in CCODES
            if code not in PERMANENT and code != "SOM"
        ],
    )  # fmt: skip
    write(
        "un_regular_budget_scale_1.csv",
        "year,iso3,member,regular_budget_pct,share_normalised",
        [(year, code, code, 5, 7.14159) for year in YEARS for code in CCODES if code != "SOM"],
    )
    write(
        "cow_nmc_1.csv",
        "year,ccode,iso3,milex_thousand_usd_current,milper_thousand,pec,tpop_thousand,cinc",
        [
            (year, number, code, spent(code, year), 1, 1000 * (n + 1) ** 2, 1000 * (n + 1), 0.05)
            for year in YEARS
            for n, (code, number) in enumerate(CCODES.items())
        ],
    )
    # Income a head is 2000 times energy a head; Iraq reports in 1992 only, Cuba never.
    write(
        "gdp_current_usd_1.csv",
        "year,iso3,country,gdp_current_usd",
        [
            (year, code, code, 2000 * 1000 * (n + 1) ** 2)
            for year in (1960, *YEARS)
            for n, code in enumerate(CCODES)
            if code != "CUB" and not (code == "IRQ" and year != 1992)
        ],
    )
    write(
        "ucdp_prio_acd_1.csv",
        "conflict_id,year,gwno_a,gwno_b,incompatibility,intensity_level,type_of_conflict,start_date",
        [
            (1, 1990, 645, 690, "territory", 2, "interstate", "1990-08-02"),
            (2, 1991, 520, "", "government", 2, "intrastate", "1991-01-26"),
        ],
    )
