"""Django finds every room's models here."""
# ruff: noqa: F403 - importing is the purpose: a fix that drops these lines drops every table

from cases.applications.models import *
from cases.assessments.models import *
from cases.awards.models import *
from cases.households.models import *
from cases.matching.models import *
from cases.payouts.models import *
from cases.policies.models import *
from cases.reaudits.models import *
from cases.staff.models import *
from cases.workflow.models import *
