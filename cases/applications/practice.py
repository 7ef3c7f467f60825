"""What the application's table of moves means: guards, effects and clocks, registered for `perform`."""

from cases.applications.effects import EFFECTS
from cases.applications.guards import GUARDS
from cases.applications.models import Application
from cases.applications.routes import clock
from cases.applications.states import APPLICATION
from cases.workflow.perform import Practice

PRACTICE = Practice(
    machine=APPLICATION,
    model=Application,
    guards=GUARDS,
    effects=EFFECTS,
    clock=clock,
    topics={"grant": "decision", "grant_first": "decision", "refuse": "decision", "accept": "acceptance"},
)
