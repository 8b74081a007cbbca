"""Textbook cases of ideology, aid, penetration, institutions and community, with where they are told.

The numbers are ours, the order is the literature's.
"""

from __future__ import annotations

from tests.textbook import Case, both, ending, onset

WALT = "Walt 1987"
KING, NASSER = "monarchist conservative", "nasserist arab-nationalist non-aligned republican"
PAN_ARAB = "arab-nationalist nasserist baath baath-syria baath-iraq"
ARABS = {
    "codes": "EGY IRQ JOR SAU SYR",
    "creeds": {"EGY": NASSER, "SYR": "arab-nationalist republican", "IRQ": KING, "JOR": KING, "SAU": KING},
    "divisive": PAN_ARAB,
    "threat": {"JOR < EGY": 0.5, "IRQ < EGY": 0.4, "SAU < EGY": 0.4, "EGY < IRQ": 0.3, "SYR < IRQ": 0.4},
    "strength": {"EGY": 5, "IRQ": 16, "JOR": 0, "SAU": 30, "SYR": 3},
}
"""Jordan's throne survived a plot in April 1957; the kings visited one another that spring."""
UNIONS = {"EGY-SYR": 0, "IRQ-JOR": 0, "JOR-SAU": 1, "IRQ-SAU": 1}
"""Nasser's republics united in February 1958, and two thrones in answer; Syria left in 1961."""
BAATH = {
    "codes": "IRQ JOR SAU SYR",
    "creeds": {
        "IRQ": "baath-iraq arab-nationalist republican",
        "SYR": "baath-syria arab-nationalist republican",
        "JOR": KING,
        "SAU": KING,
    },
    "divisive": PAN_ARAB,
    "strength": {"IRQ": 7, "JOR": 5, "SAU": 6, "SYR": 5},
}
"""Two parties of one name, each with the only lawful National Command."""
KINGS = {"codes": "IRQ JOR EGY", "creeds": {"IRQ": KING, "JOR": KING, "EGY": NASSER}, "divisive": PAN_ARAB}
COMRADES = {
    "codes": "IRQ SYR KUW SAU",
    "creeds": {
        "IRQ": "baath republican",
        "SYR": "baath republican",
        "KUW": "monarchist",
        "SAU": "monarchist conservative",
    },
    "divisive": PAN_ARAB,
}
IDEOLOGY = (
    onset("ideology", f"{WALT}: ch. 6: the kings against Nasser",
          "IRQ-JOR JOR-SAU > IRQ-SAU > EGY-JOR EGY-SAU IRQ-SYR > EGY-SYR", _=ARABS),
    ending("ideology", f"{WALT}: ch. 6: unions divide", "EGY-SYR > IRQ-SAU > IRQ-JOR JOR-SAU",
           _=ARABS | {"tied_years": UNIONS}),
    onset("ideology", f"{WALT}: ch. 6: the two Ba'ths", "JOR-SAU > IRQ-JOR SAU-SYR > IRQ-SYR", _=BAATH),
    *both("ideology", f"{WALT}: 33-40: even in mortal danger the kings prefer one another a little",
          "IRQ-JOR > EGY-IRQ EGY-JOR",
          _=KINGS | {"threat": {"IRQ < EGY": 1, "JOR < EGY": 1, "EGY < IRQ": 1}}),
    *both("ideology", f"{WALT}: 33-40: creeds are indulged by the secure, and given up in danger",
          "IRQ-JOR@quiet > IRQ-JOR@danger", quiet=KINGS, danger=KINGS | {"threat": {"JOR < EGY": 0.8}}),
    *both("ideology", f"{WALT}: 33-40: a shaken throne leans on its like, as Jordan's after the plot of 1957",
          "IRQ-JOR@1957 > IRQ-JOR@1954", _1954=KINGS | {"strength": {"IRQ": 13, "JOR": 20}},
          _1957=KINGS | {"strength": {"IRQ": 16, "JOR": 0}}),
    *both("ideology", f"{WALT}: 35-37, ch. 6: a creed that demands one leader parts those who share it",
          "KUW-SAU > IRQ-SYR", _=COMRADES),
)  # fmt: skip

SALES = {
    "codes": "EGY ISR JOR RUS UKG USA",
    "arms": {"EGY < RUS": 4, "ISR < USA": 4, "JOR < USA": 2, "JOR < UKG": 2},
    "capability": {"EGY": 0.03, "ISR": 0.02, "JOR": 0.01, "RUS": 0.4, "UKG": 0.1, "USA": 0.44},
    "openness": {"EGY": 0.1, "ISR": 0.7, "JOR": 0.2, "RUS": 0.1, "UKG": 0.8, "USA": 0.8},
}
"""As much to Egypt as to Israel, and as much to Jordan, which has two sellers to choose from."""
CLIENTS = {"EGY-RUS": 9, "ISR-USA": 3, "JOR-USA": 8, "EGY-JOR": 1}
JORDAN = {"codes": "JOR UKG USA", "tied": "JOR-UKG"}
AID = (
    onset("aid", f"{WALT}: ch. 2, 7: monopoly", "EGY-RUS > ISR-USA > JOR-USA > EGY-USA RUS-USA", _=SALES),
    ending("aid", f"{WALT}: ch. 2, 7: monopoly", "EGY-JOR > JOR-USA > ISR-USA > EGY-RUS",
           _=SALES | {"tied_years": CLIENTS}),
    *both("aid", f"{WALT}: 41-43: more draws more, though others give as well",
          "JOR-USA@1958 > JOR-USA@1954", _1954=JORDAN | {"aid": {"JOR < USA": 2, "JOR < UKG": 2}},
          _1958=JORDAN | {"aid": {"JOR < USA": 9, "JOR < UKG": 30}}),
    *both("aid", f"{WALT}: 43-44: as much from the only donor draws more",
          "ISR-USA > JOR-USA",
          _={"codes": "ISR JOR UKG USA", "arms": {"ISR < USA": 4, "JOR < USA": 4, "JOR < UKG": 4}}),
    *both("aid", f"{WALT}: 43-44: as much from the stronger draws more, as Soviet before Egyptian arms",
          "EGY-RUS > EGY-YAR",
          _={"codes": "EGY RUS YAR", "arms": {"EGY < RUS": 4, "YAR < EGY": 4},
             "capability": {"EGY": 0.03, "RUS": 0.4, "YAR": 0.01}}),
    *both("aid", f"{WALT}: 43-44: as much from a donor whom no parliament binds draws more",
          "EGY-RUS > ISR-USA",
          _={"codes": "EGY ISR RUS USA", "arms": {"EGY < RUS": 4, "ISR < USA": 4},
             "openness": {"RUS": 0.1, "USA": 0.8, "EGY": 0.1, "ISR": 0.7}}),
)  # fmt: skip

MEDDLERS = {
    "codes": "EGY ISR JOR SAU USA YAR",
    "penetration": {"USA < ISR": 1, "YAR < SAU": 1, "JOR < EGY": 1},
    "cooperative": {"USA < ISR": 6, "YAR < SAU": 2},
    "hostile": {"YAR < SAU": 3, "JOR < EGY": 9},
    "openness": {"EGY": 0.1, "ISR": 0.7, "JOR": 0.2, "SAU": 0.02, "USA": 0.8, "YAR": 0.05},
    "revisionism": {"EGY": 1, "ISR": 0.5, "JOR": 0, "SAU": 0, "USA": 0, "YAR": 0},
}
"""Israel's friends in Congress, Saudi money among Yemen's tribes, Cairo's plots in Amman."""
TIES = {"ISR-USA": 5, "SAU-YAR": 2, "EGY-JOR": 1, "JOR-SAU": 5}
FEW = {"codes": "ISR SAU USA YAR", "penetration": {"USA < ISR": 1, "YAR < SAU": 1}}
MILD = {"revisionism": {"ISR": 0, "SAU": 0, "USA": 0, "YAR": 0}}
PENETRATION = (
    onset("penetration", f"{WALT}: ch. 2, 7: the lobby", "ISR-USA > SAU-YAR > EGY-USA > EGY-JOR", _=MEDDLERS),
    ending("penetration", f"{WALT}: ch. 2, 7: Cairo's plots", "EGY-JOR > JOR-SAU > SAU-YAR > ISR-USA",
           _=MEDDLERS | {"tied_years": TIES}),
    *both("penetration", f"{WALT}: 46-49: an open society is penetrated with more success than a closed one",
          "ISR-USA > SAU-YAR",
          _=FEW | MILD | {"openness": {"USA": 0.8, "YAR": 0.05, "ISR": 0.7, "SAU": 0.02}}),
    *both("penetration", f"{WALT}: 46-49: fair means attract, foul ones less, as Saudi money and raids",
          "SAU-YAR@money > SAU-YAR@raids", money=FEW | MILD | {"cooperative": {"YAR < SAU": 5}},
          raids=FEW | MILD | {"hostile": {"YAR < SAU": 5}}),
    *both("penetration", f"{WALT}: 46-49: subversion by a revisionist repels, as Cairo's plots in Amman",
          "EGY-SAU > EGY-JOR",
          _={"codes": "EGY JOR SAU", "penetration": {"JOR < EGY": 1},
             "revisionism": {"EGY": 1, "JOR": 0, "SAU": 0}}),
)  # fmt: skip

PACTS = {
    "codes": "GFR POL ROK RUS USA",
    "tied_years": {"GFR-USA": 36, "POL-RUS": 36, "ROK-USA": 37},
    "general_assets": {"GFR-USA": 6, "POL-RUS": 0, "ROK-USA": 1},
    "specific_assets": {"GFR-USA": 4, "POL-RUS": 4, "ROK-USA": 4},
}
"""The threat is gone from Europe and not from Korea; only NATO had built for more than the threat."""
COLD_WAR, AFTER = dict.fromkeys(("GFR-USA", "POL-RUS", "ROK-USA"), 0.8), {"GFR-USA": 0.1, "POL-RUS": 0.1}
INSTITUTIONALISM = (
    ending("institutionalism", "Wallander 2000: 705-735: what serves many purposes outlives the threat",
           "POL-RUS > GFR-USA ROK-USA", _=PACTS | {"adversary": COLD_WAR | AFTER}),
    ending("institutionalism", "Wallander 2000: 705-735: what serves against a threat goes with it",
           "POL-RUS@1991 > POL-RUS@1985", _1985=PACTS | {"adversary": COLD_WAR},
           _1991=PACTS | {"adversary": COLD_WAR | AFTER}),
)  # fmt: skip

NATIONS = {
    "codes": "GFR POL RUS TUR UKG USA",
    "creeds": {
        "GFR": "liberal-democratic western",
        "UKG": "liberal-democratic western",
        "USA": "liberal-democratic western",
        "TUR": "kemalist western",
        "POL": "marxist",
        "RUS": "marxist",
    },
    "openness": {"GFR": 0.9, "POL": 0.1, "RUS": 0.1, "TUR": 0.4, "UKG": 0.9, "USA": 0.8},
    "cooperative": {"USA < UKG": 30, "USA < GFR": 30, "USA < TUR": 15, "RUS < POL": 10},
}
"""Democracies, a half-democratic applicant, and an empire that calls itself a brotherhood."""
AGES = {"UKG-USA": 40, "GFR-USA": 34, "TUR-USA": 37, "POL-RUS": 34}
ONLY = {"codes": "GFR POL RUS TUR UKG USA"}
RISSE = "Risse-Kappen 1996: 357-399"
CONSTRUCTIVISM = (
    onset("constructivism", f"{RISSE}: democracies find one another", "UKG-USA GFR-USA > TUR-USA > POL-USA",
          _=NATIONS),
    ending("constructivism", f"{RISSE}: and outlast the threat", "POL-RUS TUR-USA > GFR-USA > UKG-USA",
           _=NATIONS | {"tied_years": AGES}),
    *both("constructivism", "Barnett 1996: 400-447: shared identity chooses the ally",
          "UKG-USA > TUR-USA > POL-USA", _=ONLY | {"creeds": NATIONS["creeds"]}),
    *both("constructivism", f"{RISSE}: liberal rule on both sides makes a community",
          "UKG-USA > TUR-USA > POL-USA", _=ONLY | {"openness": NATIONS["openness"]}),
    *both("constructivism", f"{RISSE}: practice makes friends, as it did of Britain and America",
          "UKG-USA > TUR-USA > POL-USA", _=ONLY | {"cooperative": NATIONS["cooperative"]}),
    ending("constructivism", f"{RISSE}: the older the tie, the deeper the we-feeling", "GFR-USA > UKG-USA",
           _=ONLY | {"tied_years": AGES}),
)  # fmt: skip

CASES: tuple[Case, ...] = (*IDEOLOGY, *AID, *PENETRATION, *INSTITUTIONALISM, *CONSTRUCTIVISM)
