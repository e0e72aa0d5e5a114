import FluxAnalysis
import MetabolicModels

extension TaskResults {
  /// Columns `task description expected result status reason`, and with `verbose` also `certified`,
  /// `mass_imbalance` and `bound_violation`.
  ///
  /// - Parameter tasks: The list that was checked.
  public func table(of tasks: [MetabolicTask], verbose: Bool = false) -> Table {
    var columns = ["task", "description", "expected", "result", "status", "reason"]
    if verbose { columns += ["certified", "mass_imbalance", "bound_violation"] }
    var table = Table(columns: columns)
    for result in results {
      let task = tasks[result.index]
      var row: [Table.Cell] = [
        .text(task.id), .text(task.description),
        .text(task.shouldFail ? "infeasible" : "feasible"), .optional(result.status.answer),
        .text(result.status.verdict), .optional(result.reasonText),
      ]
      if verbose {
        row += [
          .flag(result.isCertified), .optional(result.residual?.massImbalance),
          .optional(result.residual?.boundViolation),
        ]
      }
      table.append(row)
    }
    return table
  }

  /// How many tasks have each verdict: `passed`, `failed`, `undecided`.
  public var verdictCounts: [(verdict: String, count: Int)] {
    ["passed", "failed", "undecided"].map { verdict in
      (verdict, results.count { $0.status.verdict == verdict })
    }
  }

  /// Columns `task reaction flux` (mmol·gDW⁻¹·h⁻¹): the fluxes that are not 0 of the tasks that can be
  /// done; a reaction of the task's own goes by its equation.
  public func witnessTable(of tasks: [MetabolicTask], in model: MetabolicModel) -> Table {
    var table = Table(columns: ["task", "reaction", "flux"])
    for result in results {
      guard let witness = result.witness else { continue }
      let names = model.reactions.map(\.id) + tasks[result.index].equations.map(\.text)
      for (name, flux) in zip(names, witness.fluxes + witness.equationFluxes) where flux != 0 {
        table.append([.text(result.id), .text(name), .number(flux)])
      }
    }
    return table
  }
}

extension TaskResult {
  /// Why the task has not the result that it should have.
  public var reasonText: String? {
    if let problem { return problem.description }
    return switch status {
    case .passed, .expectedFailure: nil
    case .unexpectedSuccess: "A flux distribution does what no cell can do."
    case .failed, .undecided: reason?.description
    }
  }
}

extension TaskResult.Status {
  /// Whether the model can do the task: `feasible` or `infeasible`; `nil` where nobody knows.
  fileprivate var answer: String? {
    switch self {
    case .passed, .unexpectedSuccess: "feasible"
    case .failed, .expectedFailure: "infeasible"
    case .undecided: nil
    }
  }

  fileprivate var verdict: String {
    switch self {
    case .passed, .expectedFailure: "passed"
    case .failed, .unexpectedSuccess: "failed"
    case .undecided: "undecided"
    }
  }
}

extension TaskEssentiality {
  /// Columns `gene essential failed_tasks` or `reaction essential failed_tasks`, the tasks separated
  /// by `;`. Where a task was settled neither way and none is lost, `essential` is empty.
  public func table(
    of model: MetabolicModel, target: DeletionTarget, tasks: [MetabolicTask]
  ) -> Table {
    var table = Table(columns: [target.rawValue, "essential", "failed_tasks"])
    for deletion in deletions {
      let isKnown = deletion.isEssential || deletion.undecidedTasks.isEmpty
      table.append([
        .text(target.id(of: deletion.index, in: model)),
        isKnown ? .flag(deletion.isEssential) : .empty,
        .text(deletion.failedTasks.map { tasks[$0].id }.joined(separator: ";")),
      ])
    }
    return table
  }
}
