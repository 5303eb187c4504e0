"""Everything declared, judged."""

from __future__ import annotations

from collections.abc import Mapping

from goalsync.core.evaluate.basis import Basis
from goalsync.core.evaluate.check_ins import CheckIns
from goalsync.core.evaluate.evaluations import Evaluations, InitiativeEvaluation
from goalsync.core.evaluate.goals import evaluate_goal
from goalsync.core.evaluate.key_results import evaluate_key_result
from goalsync.core.evaluate.known import Knowledge
from goalsync.core.evaluate.kpis import evaluate_kpi
from goalsync.core.evaluate.objectives import evaluate_objective
from goalsync.core.evaluate.work import LinkedWork
from goalsync.core.measure import Series
from goalsync.core.measure.reading import Sources
from goalsync.model.goals import Initiative
from goalsync.model.run import Snapshot
from goalsync.model.settings import Configuration
from goalsync.model.vocabulary import Truth


def evaluate(snapshot: Snapshot, configuration: Configuration, series: Mapping[str, Series]) -> Evaluations:
    """Judge everything declared as of the snapshot's day. `series` are those of the configuration's metrics."""
    declared = configuration.goals
    basis = Basis(
        settings=configuration.settings,
        today=snapshot.today,
        knowledge=Knowledge(snapshot, configuration.mappings.metrics, series),
        check_ins=CheckIns.of(snapshot, configuration),
        work=LinkedWork(configuration, Sources.of(snapshot.sources), snapshot.work),
    )
    key_results = {name: evaluate_key_result(one, basis) for name, one in declared.key_results.items()}
    return Evaluations(
        today=snapshot.today,
        key_results=key_results,
        goals={name: evaluate_goal(one, basis) for name, one in declared.goals.items()},
        kpis={name: evaluate_kpi(one, basis) for name, one in declared.kpis.items()},
        objectives={
            name: evaluate_objective(one, declared.key_results, key_results, basis)
            for name, one in declared.objectives.items()
        },
        initiatives={name: evaluate_initiative(one, basis) for name, one in declared.initiatives.items()},
    )


def evaluate_initiative(declared: Initiative, basis: Basis) -> InitiativeEvaluation:
    """What can be said of an initiative by the work linked to it; its status is as declared."""
    reading, verdict = basis.work.reading(declared.id), basis.work.verdict(declared.id)
    if reading is None or not reading.linked:
        return InitiativeEvaluation(declared.status, reason="no work linked", work=reading)
    hold = basis.work.hold(declared.id)
    truth = Truth.KNOWN if hold is None else Truth.HELD
    return InitiativeEvaluation(declared.status, truth, hold.reason if hold is not None else None, verdict, reading)
