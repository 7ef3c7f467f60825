"""Addresses of the desk; one name in four places: URL, view, template, test."""

from django.conf import settings
from django.urls import path

from cases.desk.views import (
    account,
    applications,
    batch,
    decisions,
    dev_ui,
    households,
    intake,
    intake_check,
    intake_trial,
    journal,
    matching,
    notices,
    payouts,
    policies,
    policy_drafts,
    policy_sheets,
    reaudits,
    register,
    search,
    simulations,
    visits,
    workbench,
)

app_name = "desk"

urlpatterns = [
    # the frame
    path("", workbench.today, name="workbench"),
    path("login/", account.login, name="login"),
    path("logout/", account.logout, name="logout"),
    path("password/", account.password, name="password"),
    path("posts/", account.posts, name="posts"),
    path("size/", account.size, name="size"),
    path("search/", search.search, name="search"),
    # the families, and taking an application
    path("households/", households.listing, name="households-list"),
    path("households/<int:pk>/", households.detail, name="households-detail"),
    path("households/<int:pk>/reveal/", households.reveal, name="households-reveal"),
    path("households/<int:pk>/leave/<int:member>/", households.leave, name="households-leave"),
    path("intake/", intake.start, name="intake-start"),
    path("intake/<int:pk>/paste/", intake_check.paste, name="intake-paste"),
    path("intake/<int:pk>/trial/<slug:code>/", intake_trial.trial, name="intake-trial"),
    path("intake/<int:pk>/<slug:code>/", intake.section, name="intake-section"),
    # from the window to the decision
    path("applications/", applications.listing, name="applications-list"),
    path("applications/<int:pk>/", applications.detail, name="applications-detail"),
    path("applications/<int:pk>/act/", applications.act, name="applications-act"),
    path("applications/<int:pk>/accept/", applications.accept, name="applications-accept"),
    path("applications/<int:pk>/gaps/", applications.gaps, name="applications-gaps"),
    path("applications/<int:pk>/gaps/<int:gap>/fill/", applications.fill, name="applications-fill"),
    path("applications/<int:pk>/letter/", applications.letter, name="applications-letter"),
    path("applications/<int:pk>/visit/", visits.visit, name="applications-visit"),
    path("applications/<int:pk>/opinion/", visits.opinion, name="applications-opinion"),
    path("applications/<int:pk>/objection/", visits.objection, name="applications-objection"),
    path("applications/<int:pk>/note/<slug:do>/", applications.note, name="applications-note"),
    path("applications/<int:pk>/differences/<int:difference>/", matching.explain, name="matching-explain"),
    path("notices/", notices.listing, name="notices-list"),
    path("notices/print/", notices.board, name="notices-print"),
    path("matching/", matching.listing, name="matching-list"),
    path("matching/export/", matching.export, name="matching-export"),
    path("decisions/", decisions.queue, name="decisions-queue"),
    path("decisions/batch/", batch.review, name="decisions-batch"),
    path("decisions/batch/confirm/", batch.confirm, name="decisions-batch_confirm"),
    path("decisions/<int:pk>/", decisions.case, name="decisions-case"),
    path("decisions/<int:pk>/decide/", decisions.decide, name="decisions-decide"),
    path("decisions/<int:pk>/judge/<int:difference>/", decisions.judge, name="decisions-judge"),
    path("decisions/<int:pk>/<slug:do>/", decisions.panel, name="decisions-panel"),
    # is the award still right?
    path("reaudits/", reaudits.listing, name="reaudits-list"),
    path("reaudits/<int:pk>/", reaudits.detail, name="reaudits-detail"),
    path("reaudits/<int:pk>/act/", reaudits.act, name="reaudits-act"),
    # who did what when
    path("journal/", journal.listing, name="journal-list"),
    # the register of before
    path("register/", register.listing, name="register-list"),
    path("register/template.xlsx", register.template, name="register-template"),
    path("register/<int:pk>/", register.detail, name="register-detail"),
    path("register/<int:pk>/progress/", register.progress, name="register-progress"),
    path("register/<int:pk>/bad.xlsx", register.bad, name="register-bad"),
    # the policy book
    path("policies/", policies.listing, name="policies-list"),
    path("policies/figures/<str:name>/", policies.figure, name="policies-figure"),
    path("policies/versions/", policies.versions, name="policies-versions"),
    path("policies/choose/", policy_drafts.choose, name="policies-choose"),
    path("policies/draft/", policy_drafts.draft, name="policies-draft"),
    path("policies/check/", policy_drafts.check, name="policies-check"),
    path("policies/sheet/", policy_sheets.sheet, name="policies-sheet"),
    path("policies/sheet/template.xlsx", policy_sheets.template, name="policies-sheet_template"),
    path("policies/versions/<int:pk>/", policy_drafts.version, name="policies-version"),
    path("policies/versions/<int:pk>/rewrite/", policy_drafts.rewrite, name="policies-rewrite"),
    path("policies/versions/<int:pk>/simulation/", simulations.detail, name="simulations-detail"),
    path("policies/versions/<int:pk>/simulation/progress/", simulations.progress, name="simulations-progress"),
    path("policies/versions/<int:pk>/simulation/cases/", simulations.cases, name="simulations-cases"),
    path("policies/versions/<int:pk>/simulation/cases.xlsx", simulations.export, name="simulations-export"),
    path("policies/calendar/", policies.calendar, name="policies-calendar"),
    path("policies/calendar/<int:pk>/", policies.holiday, name="policies-holiday"),
    # the money
    path("payouts/", payouts.listing, name="payouts-list"),
    path("payouts/failed/", payouts.failed, name="payouts-failed"),
    path("payouts/<int:pk>/", payouts.detail, name="payouts-detail"),
    path("payouts/<int:pk>/progress/", payouts.progress, name="payouts-progress"),
    path("payouts/<int:pk>/lines/", payouts.lines, name="payouts-lines"),
    path("payouts/<int:pk>/return/", payouts.take_return, name="payouts-take_return"),
    path("payouts/returns/<int:pk>/", payouts.return_report, name="payouts-return"),
    path("payouts/files/<int:pk>.csv", payouts.file, name="payouts-file"),
    path("payouts/lines/<int:pk>/drop/", payouts.drop, name="payouts-drop"),
]

if settings.DEBUG or settings.SHOW_COMPONENTS:
    urlpatterns += [
        path("dev/ui/", dev_ui.gallery, name="dev-ui"),
        path("dev/split/", dev_ui.split, name="dev-split"),
    ]
