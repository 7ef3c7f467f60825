"""The measures `manage.py bench NAME --n N` knows: where each is written, how much it takes, whether it needs a database."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measure:
    """One comparison: `module.measure(n, runs)` of this package gives its result."""

    module: str
    n: int
    database: bool = False


MEASURES = {
    "assess_traced_vs_openfisca": Measure("assess_traced_vs_openfisca", 200),
    "assess_traced_vs_decimal": Measure("assess_traced_vs_decimal", 2_000),
    "columns_vs_openfisca": Measure("columns_vs_openfisca", 100_000),
    "recompute_vs_transfer": Measure("recompute_vs_transfer", 20_000, database=True),
    "simulation_vs_reading": Measure("simulation_vs_reading", 20_000, database=True),
    "deadline_vs_library": Measure("deadline_vs_library", 20_000),
    "payout_draft_vs_bare": Measure("payout_draft_vs_bare", 10_000, database=True),
}
