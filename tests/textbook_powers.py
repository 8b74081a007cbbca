"""Textbook cases of power, threat, interests and the dilemmas of allies, with where they are told.

Capabilities are rounded shares that keep the order of the time; threats and hostility are as the
texts tell them. The numbers are ours, the order is the literature's.
"""

from __future__ import annotations

from tests.textbook import Case, both, ending, onset

WALTZ = "Waltz 1979: 126"
SECONDARY = {
    "codes": "FIRST SECOND THIRD FOURTH FIFTH",
    "capability": {"FIRST": 0.40, "SECOND": 0.28, "THIRD": 0.18, "FOURTH": 0.10, "FIFTH": 0.04},
}
EMPIRES = {
    "codes": "GER ITA FRA RUS",
    "capability": {"GER": 0.30, "ITA": 0.10, "FRA": 0.20, "RUS": 0.09},
}
HEGEMON = {"codes": "AUS PRU FRA", "capability": {"AUS": 0.2, "PRU": 0.2, "FRA": 0.4}}
TWO_RIVALS = {
    "codes": "AUS PRU FRA SPA",
    "capability": {"AUS": 0.2, "PRU": 0.2, "FRA": 0.22, "SPA": 0.18},
    "tied": "FRA-SPA",
}
ALOOF = {"codes": "ENG PRU FRA", "capability": {"ENG": 0.35, "PRU": 0.05, "FRA": 0.4}}
COALITION = {"codes": "USA SOV BRI ITA GER", "tied": "USA-SOV USA-BRI"}
WINNERS = {"USA": 0.35, "SOV": 0.25, "BRI": 0.10, "ITA": 0.05}
BALANCE_OF_POWER = (
    onset("balance_of_power", f"{WALTZ}: secondary states flock to the weaker side",
          "SECOND-THIRD > FIRST-THIRD", _=SECONDARY),
    onset("balance_of_power", f"{WALTZ}: no secondary state joins the strongest first",
          "SECOND-FOURTH > FIRST-FOURTH", _=SECONDARY),
    ending("balance_of_power", f"{WALTZ}: a coalition parts on the day after victory",
           "USA-SOV@1946 > USA-SOV@1943",
           _1943=COALITION | {"capability": WINNERS | {"GER": 0.25}},
           _1946=COALITION | {"capability": WINNERS | {"GER": 0.02}}),
    *both("balance_of_power", "Waltz 1979: 121: one great power draws others together more than two lesser",
          "AUS-PRU@one > AUS-PRU@two", one=HEGEMON, two=TWO_RIVALS),
    *both("balance_of_power", f"{WALTZ}: France and Russia ally, and their rivals close ranks",
          "GER-ITA@1894 > GER-ITA@1890", _1890=EMPIRES, _1894=EMPIRES | {"tied": "FRA-RUS"}),
    *both("balance_of_power", "Morgenthau 1948: part 4: the strong alone shun alliances, as England",
          "AUS-PRU@needy > ENG-PRU@aloof", needy=TWO_RIVALS, aloof=ALOOF),
)  # fmt: skip

AGGRESSOR = {
    "codes": "RISING MIDDLE WEAK FRIEND",
    "capability": {"RISING": 0.50, "MIDDLE": 0.30, "WEAK": 0.05, "FRIEND": 0.15},
    "tied": "MIDDLE-FRIEND",
    "threat": {"MIDDLE < RISING": 0.6, "WEAK < RISING": 0.6, "FRIEND < RISING": 0.3},
}
NEIGHBOURS = {"codes": "EGY SAU JOR IRQ"}
NATO = {"codes": "USA FRA GFR RUS", "capability": {"USA": 0.4, "FRA": 0.1, "GFR": 0.1, "RUS": 0.3}}
BALANCE_OF_THREAT = (
    onset("balance_of_threat", "Walt 1987: 17-33: the threatened stand together, not with whom they fear",
          "MIDDLE-WEAK > RISING-WEAK", _=AGGRESSOR),
    *both("balance_of_threat", "Walt 1987: ch. 3: Egypt and Saudi Arabia against Iraq and the Baghdad Pact",
          "EGY-SAU@1955 > EGY-SAU@1953", _1953=NEIGHBOURS,
          _1955=NEIGHBOURS | {"threat": {"EGY < IRQ": 0.5, "SAU < IRQ": 0.4}}),
    *both("balance_of_threat", "Walt 1987: 25-26: those who seem hostile find no friends, as Egypt in Jordan",
          "EGY-JOR@1956 > EGY-JOR@1958", _1956=NEIGHBOURS,
          _1958=NEIGHBOURS | {"threat": {"JOR < EGY": 0.6}}),
    *both("balance_of_threat", "our choice, after Walt 1987: 25-26: good intentions are seen in deeds",
          "EGY-SAU@1973 > EGY-SAU@1967", _1967=NEIGHBOURS,
          _1973=NEIGHBOURS | {"cooperative": {"EGY < SAU": 8, "SAU < EGY": 4}}),
    ending("balance_of_threat", "Walt 1997: a strong leader keeps its allies",
           "FRA-GFR > GFR-USA", _=NATO | {"tied": "GFR-USA FRA-GFR"}),
)  # fmt: skip

NORTH = {
    "codes": "SOV GER FIN ROM SWE",
    "capability": {"SOV": 0.25, "GER": 0.12, "FIN": 0.01, "ROM": 0.03, "SWE": 0.04},
}
DEMANDS = {
    "codes": "SOV POL FIN TUR UKG USA",
    "capability": {"SOV": 0.25, "POL": 0.10, "FIN": 0.01, "TUR": 0.05, "UKG": 0.10, "USA": 0.40},
    "threat": {"FIN < SOV": 0.7, "TUR < SOV": 0.7},
}
"""With allies as great as Turkey's on the other side, so that neither side leads by them."""
WAR = {"tied": "FIN-GER ROM-GER", "hostile": {"GER-SOV": 90}}
WORLD_WAR = {
    "codes": "USA UKG GER ITA TUR",
    "capability": {"USA": 0.45, "UKG": 0.15, "GER": 0.20, "ITA": 0.10, "TUR": 0.02},
}
BANDWAGONING = (
    onset("bandwagoning", "Walt 1987: 17-33: under the same threat the weak bandwagon before the strong",
          "RISING-WEAK > RISING-FRIEND MIDDLE-WEAK", _=AGGRESSOR),
    *both("bandwagoning", "Walt 1987: 29-30: weak Finland yields to Soviet demands, stronger Turkey does not",
          "FIN-SOV > TUR-SOV", _=DEMANDS),
    *both("bandwagoning", "Walt 1987: 30-31: who has no allies yields, who has a great one does not",
          "TUR-SOV@alone > TUR-SOV@backed", alone=DEMANDS | {"tied": "POL-SOV"},
          backed=DEMANDS | {"tied": "POL-SOV TUR-UKG"}),
    *both("bandwagoning", "Walt 1987: 21, 31-32: the winning side is joined for the spoils",
          "USA-TUR@1945 > USA-TUR@1942", _1942=WORLD_WAR | {"tied": "GER-ITA USA-UKG"},
          _1945=WORLD_WAR | {"tied": "USA-UKG"}),
    onset("bandwagoning", "Walt 1987: 17-33: Finland, overwhelmed, comes to terms; Sweden need not",
          "FIN-SOV > SWE-SOV FIN-SWE", _=NORTH | {"hostile": {"FIN-SOV": 60}}),
    ending("bandwagoning", "Walt 1987: 17-33: Finland leaves the side that is being overwhelmed",
           "FIN-GER@1944 ROM-GER@1944 > FIN-GER@1940 ROM-GER@1940",
           _1940=NORTH | WAR | {"hostile": {}}, _1944=NORTH | WAR),
)  # fmt: skip

SCHWELLER = "Schweller 1994"
AXIS = {
    "codes": "GER SOV BRI FRA JAP ITA",
    "capability": {"GER": 0.22, "SOV": 0.18, "BRI": 0.16, "FRA": 0.10, "JAP": 0.09, "ITA": 0.06},
    "revisionism": {"GER": 1, "SOV": 1, "BRI": 0, "FRA": 0, "JAP": 1, "ITA": 1},
    "tied": "BRI-FRA",
}
LIKE_AIMS = {"codes": "GER BRI ITA", "revisionism": {"GER": 1, "BRI": 0, "ITA": 1}}
LOCARNO = {
    "codes": "BRI FRA GER",
    "capability": {"BRI": 0.16, "FRA": 0.10, "GER": 0.22},
    "revisionism": {"BRI": 0, "FRA": 0, "GER": 0},
}
AIMS = {"revisionism": {"USA": 0, "UKG": 0, "GER": 1, "ITA": 0.5, "TUR": 0}}
BALANCE_OF_INTERESTS = (
    onset("balance_of_interests", f"{SCHWELLER}: 88-107: Italy follows the strongest revisionist",
          "GER-ITA > BRI-ITA", _=AXIS),
    onset("balance_of_interests", f"{SCHWELLER}: 88-107: the Soviet Union joins Germany, not France",
          "GER-SOV > FRA-SOV", _=AXIS),
    *both("balance_of_interests", f"{SCHWELLER}: 88-107: like aims make friends, whatever the power",
          "GER-ITA > BRI-ITA", _=LIKE_AIMS),
    *both("balance_of_interests", f"{SCHWELLER}: 93-95: jackals follow the lion before one another",
          "GER-JAP > ITA-JAP", _=AXIS),
    *both("balance_of_interests", f"{SCHWELLER}: 99-107: the content balance once a strong revisionist rises",
          "BRI-FRA@1938 > BRI-FRA@1928", _1928=LOCARNO,
          _1938=LOCARNO | {"revisionism": {"BRI": 0, "FRA": 0, "GER": 1}}),
    *both("balance_of_interests", f"{SCHWELLER}: 95-96: content Turkey piles on when Italy has left Germany",
          "USA-TUR@1945 > USA-TUR@1942", _1942=WORLD_WAR | AIMS | {"tied": "GER-ITA USA-UKG"},
          _1945=WORLD_WAR | AIMS | {"tied": "USA-UKG"}),
)  # fmt: skip

SNYDER = "Snyder 1984: 461-495"
JULY_1914 = {
    "codes": "GER RUS FRA AUS ITA SER",
    "capability": {"GER": 0.22, "RUS": 0.20, "FRA": 0.12, "AUS": 0.10, "ITA": 0.05, "SER": 0.01},
    "tied": "GER-AUS GER-ITA FRA-RUS",
    "threat": {"GER < RUS": 0.7, "GER < FRA": 0.6, "FRA < GER": 0.7, "RUS < GER": 0.5, "AUS < RUS": 0.6},
}
ENTENTE = {
    "codes": "GER FRA RUS BRI",
    "capability": {"GER": 0.30, "FRA": 0.15, "RUS": 0.20, "BRI": 0.25},
    "tied": "FRA-RUS",
}
TRIPLE = {
    "codes": "GER AUS ITA FRA",
    "capability": {"GER": 0.30, "AUS": 0.15, "ITA": 0.06, "FRA": 0.15},
    "tied": "GER-AUS GER-ITA AUS-ITA",
}
ITALY = {"ITA < AUS": 0.6, "GER < FRA": 0.6, "AUS < FRA": 0.3}
FOES = {"FRA < GER": 0.8, "RUS < GER": 0.8, "FRA < BRI": 0.7, "RUS < BRI": 0.7}
MORTAL = {"FRA < GER": 1, "RUS < GER": 1, "BRI < GER": 1, "BRI < RUS": 1, "RUS < BRI": 1}
SUDETEN = {
    "codes": "GER FRA CZE BRI",
    "capability": {"GER": 0.30, "FRA": 0.20, "CZE": 0.05, "BRI": 0.25},
    "threat": {"FRA < GER": 0.5},
    "tied": "FRA-CZE FRA-BRI",
}
MILITARY_TALKS = {"general_assets": {"BRI-FRA": 0}, "specific_assets": {"BRI-FRA": 0}}
CONVENTION = {"general_assets": {"BRI-FRA": 1}, "specific_assets": {"BRI-FRA": 2}}
SECURITY_DILEMMA = (
    ending("security_dilemma", f"{SNYDER}: Germany clings to Austria, whom it needs more than Italy",
           "GER-ITA > GER-AUS", _=JULY_1914),
    ending("security_dilemma", f"{SNYDER}: France needs Russia less once it has Britain too",
           "FRA-RUS@1905 > FRA-RUS@1893", _1893=ENTENTE | {"threat": MORTAL},
           _1905=ENTENTE | {"threat": MORTAL, "tied": "FRA-RUS BRI-FRA"}),
    ending("security_dilemma", f"{SNYDER}: one's own alternatives lessen one's fear, as Italy's in Paris",
           "GER-ITA@1902 > GER-ITA@1887", _1887=TRIPLE | {"threat": ITALY | {"ITA < FRA": 0.6}},
           _1902=TRIPLE | {"threat": ITALY | {"ITA < FRA": 0.1}}),
    ending("security_dilemma", f"{SNYDER}: the ally's alternatives raise it, drawn as Björkö",
           "FRA-RUS@1904 > FRA-RUS@1905", _1904=ENTENTE | {"threat": FOES},
           _1905=ENTENTE | {"threat": FOES | {"RUS < GER": 0.2}}),
    ending("security_dilemma", f"{SNYDER}: who courts the adversary, as Russia in 1910-11, is held closer",
           "FRA-RUS@1909 > FRA-RUS@1911", _1909=ENTENTE | {"threat": FOES},
           _1911=ENTENTE | {"threat": FOES, "cooperative": {"GER-RUS": 20}}),
    ending("security_dilemma", f"{SNYDER}: who is vaguely committed clings, as France to Britain",
           "BRI-FRA@convention > BRI-FRA@entente",
           convention=ENTENTE | CONVENTION | {"tied": "BRI-FRA"},
           entente=ENTENTE | MILITARY_TALKS | {"tied": "BRI-FRA"}),
    ending("security_dilemma", f"{SNYDER}, drawn as 1938: a quarrel that is not one's own loosens the tie",
           "FRA-CZE@1938 > FRA-CZE@1937 FRA-BRI@1938", _1937=SUDETEN,
           _1938=SUDETEN | {"hostile": {"CZE-GER": 30}}),
)  # fmt: skip

PATRONS = {
    "codes": "USA CHN JAP ROK PHI",
    "capability": {"USA": 0.50, "CHN": 0.25, "JAP": 0.12, "ROK": 0.02, "PHI": 0.02},
}
MORROW = "Morrow 1991: 904-933"
AUTONOMY_SECURITY = (
    *both("autonomy_security", f"{MORROW}: a major and a minor have something to trade, two minors nothing",
          "USA-PHI > ROK-PHI", _=PATRONS),
    *both("autonomy_security", f"{MORROW}: the minor that needs security trades its autonomy, as Korea did",
          "USA-ROK > USA-PHI", _=PATRONS | {"threat": {"ROK < CHN": 0.7, "PHI < CHN": 0.3}}),
    ending("autonomy_security", f"{MORROW}: unequal allies stay until their capabilities change",
           "USA-ROK > USA-PHI",
           _=PATRONS | {"tied": "USA-ROK USA-PHI", "capability_then": {"ROK < USA": 0.005}}),
)  # fmt: skip

POWERS = ENTENTE | {
    "tied": "",
    "threat": {"FRA < GER": 0.7, "RUS < GER": 0.5, "BRI < GER": 0.3},
}
BUCK_PASSING = (
    *both("buck_passing", "Christensen & Snyder 1990: 137-168: belief in offence chains in 1914, in defence"
          " frees in 1938",
          "BRI-FRA@1914 > BRI-FRA@1925 > BRI-FRA@1938",
          **{f"_{year}": POWERS | {"advantage": dict.fromkeys(("GER", "FRA", "RUS", "BRI"), believed)}
             for year, believed in ((1914, 1.0), (1925, 0.5), (1938, 0.0))}),
    onset("buck_passing", "Christensen & Snyder 1990: 137-168: chained are those who share a threat",
          "BRI-FRA > FRA-GER",
          _=POWERS | {"advantage": dict.fromkeys(("GER", "FRA", "RUS", "BRI"), 1.0)}),
)  # fmt: skip

SCHROEDER = "Schroeder 1994: 108-148"
INTERWAR = {
    "codes": "GER FRA BEL POL SPA",
    "capability": {"GER": 0.30, "FRA": 0.25, "BEL": 0.05, "POL": 0.05, "SPA": 0.06},
    "threat": {"BEL < GER": 0.6, "POL < GER": 0.6, "FRA < GER": 0.5},
    "creeds": {"GER": "national", "FRA": "national", "BEL": "neutral", "POL": "national", "SPA": "national"},
}
NAPOLEON = {
    "codes": "FRA AUS PRU BAV SAX",
    "capability": {"FRA": 0.35, "AUS": 0.25, "PRU": 0.15, "BAV": 0.03, "SAX": 0.03},
    "threat": {"BAV < FRA": 0.7, "BAV < AUS": 0.6, "PRU < FRA": 0.1, "SAX < FRA": 0.1},
}
HIDING = (
    onset("hiding", f"{SCHROEDER}: Belgium keeps out, under a danger that does not keep out Poland",
          "POL-SPA > BEL-FRA", _=INTERWAR | {"tied": "FRA-POL"}),
    *both("hiding", f"{SCHROEDER}: under Poland's danger, neutral Belgium keeps out and leaves first",
          "FRA-POL > BEL-FRA", _=INTERWAR),
    onset("hiding", f"{SCHROEDER}: exposed Bavaria hides between Austria and France",
          "PRU-SAX > BAV-PRU", _=NAPOLEON),
    ending("hiding", f"{SCHROEDER}: in a coalition Bavaria is the first to go",
           "BAV-PRU > PRU-SAX", _=NAPOLEON | {"tied": "BAV-PRU PRU-SAX"}),
)  # fmt: skip

CASES: tuple[Case, ...] = (
    *BALANCE_OF_POWER,
    *BALANCE_OF_THREAT,
    *BANDWAGONING,
    *BALANCE_OF_INTERESTS,
    *SECURITY_DILEMMA,
    *AUTONOMY_SECURITY,
    *BUCK_PASSING,
    *HIDING,
)
