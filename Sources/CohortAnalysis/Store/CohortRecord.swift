import FluxAnalysis

/// What became of one patient: numbers for every reaction or gene, or why there are none.
public struct CohortRecord: Sendable, Hashable {
  /// What the result was computed from; see ``CohortKey``.
  public var key: CohortKey
  public var outcome: Outcome

  public enum Outcome: Sendable, Hashable {
    case ranges(Ranges)
    case fluxes(Fluxes)
    case deletions(Deletions)
    case tasks(Tasks)
    case failed(Failure)
  }

  /// The ranges of a flux variability analysis, column by column.
  public struct Ranges: Sendable, Hashable {
    /// The optimum that the cut is made at; `nil` without a cut.
    public var objective: Double?
    /// NaN where an end was not settled, ±∞ where it is without limit.
    public var minimum: [Double]
    public var maximum: [Double]
    public var minimumStatus: [FluxRange.End.Status]
    public var maximumStatus: [FluxRange.End.Status]
    /// What no feasible flux lies beyond, NaN where that is not proved; empty where it is not kept.
    public var minimumOuter: [Double] = []
    public var maximumOuter: [Double] = []
    /// `nil` where no expression was drawn.
    public var intervals: Intervals?

    public init(_ ranges: [FluxRange], objective: Double?, keepsOuterBounds: Bool) {
      self.objective = objective
      minimum = ranges.map { $0.minimum.value ?? .nan }
      maximum = ranges.map { $0.maximum.value ?? .nan }
      minimumStatus = ranges.map(\.minimum.status)
      maximumStatus = ranges.map(\.maximum.status)
      if keepsOuterBounds {
        minimumOuter = ranges.map { $0.minimum.outerBound ?? .nan }
        maximumOuter = ranges.map { $0.maximum.outerBound ?? .nan }
      }
    }

    init(
      objective: Double?, numbers: [[Double]], minimumStatus: [FluxRange.End.Status],
      maximumStatus: [FluxRange.End.Status], draws: Int
    ) {
      self.objective = objective
      (minimum, maximum) = (numbers[0], numbers[1])
      (self.minimumStatus, self.maximumStatus) = (minimumStatus, maximumStatus)
      if numbers.count % 4 == 0 { (minimumOuter, maximumOuter) = (numbers[2], numbers[3]) }
      if numbers.count > 4 { intervals = Intervals(draws: draws, numbers: numbers.suffix(4)) }
    }

    /// The same as one range for each reaction.
    public var ranges: [FluxRange] {
      minimum.indices.map { index in
        FluxRange(
          minimum: Self.end(minimum, minimumStatus, minimumOuter, index),
          maximum: Self.end(maximum, maximumStatus, maximumOuter, index))
      }
    }

    private static func end(
      _ values: [Double], _ statuses: [FluxRange.End.Status], _ outer: [Double], _ index: Int
    ) -> FluxRange.End {
      let bound = outer.isEmpty || outer[index].isNaN ? nil : outer[index]
      return FluxRange.End(
        status: statuses[index], value: values[index].isNaN ? nil : values[index],
        outerBound: bound)
    }
  }

  /// The fluxes of a flux balance analysis, or of a parsimonious one.
  ///
  /// They are seldom the only ones: what patients can be compared by is the objective, and the total
  /// flux of a parsimonious analysis.
  public struct Fluxes: Sendable, Hashable {
    public var objective: Double
    public var fluxes: [Double]
    /// *Σ |vⱼ|* in mmol·gDW⁻¹·h⁻¹, which a parsimonious analysis makes as small as can be; `nil` for
    /// any other.
    public var totalFlux: Double?

    public init(objective: Double, fluxes: [Double], totalFlux: Double? = nil) {
      self.objective = objective
      self.fluxes = fluxes
      self.totalFlux = totalFlux
    }
  }

  /// What is left of the objective without each reaction, or without each gene.
  public struct Deletions: Sendable, Hashable {
    /// The optimum with nothing deleted.
    public var objective: Double
    /// The optimum that is left, NaN unless the status is optimal.
    public var remaining: [Double]
    public var status: [DeletionResult.Status]

    public init(_ results: [DeletionResult], objective: Double) {
      self.objective = objective
      remaining = results.map { $0.objectiveValue ?? .nan }
      status = results.map(\.status)
    }

    init(objective: Double, remaining: [Double], status: [DeletionResult.Status]) {
      self.objective = objective
      self.remaining = remaining
      self.status = status
    }
  }

  /// Which metabolic tasks pass.
  public struct Tasks: Sendable, Hashable {
    /// 1 where a task has the result that it should have, 0 where it has not, NaN where the solver
    /// found neither.
    public var passed: [Double]
    /// `certified` where that is proved, `optimal` where it is not, `failed` without an answer.
    public var status: [FluxRange.End.Status]

    public init(_ results: [TaskResult]) {
      passed = results.map { $0.status == .undecided ? .nan : $0.isPassed ? 1 : 0 }
      status = results.map {
        $0.status == .undecided ? .failed : $0.isCertified ? .certified : .optimal
      }
    }

    init(passed: [Double], status: [FluxRange.End.Status]) {
      self.passed = passed
      self.status = status
    }
  }

  /// Why a patient has no numbers.
  public struct Failure: Error, Sendable, Hashable {
    public enum Kind: UInt32, Sendable, Hashable, CaseIterable {
      /// No flux distribution satisfies the patient's bounds: an answer, which stays.
      case infeasible = 1
      /// The objective of the cut is without limit: an answer, which stays.
      case unbounded = 2
      /// The patient's data give no bounds.
      case input = 3
      /// A limit of time or pivots was reached. The next run tries again.
      case stopped = 4
      /// The solver failed. The next run tries again.
      case solver = 5
    }

    public var kind: Kind
    /// A sentence for people.
    public var reason: String

    public init(_ kind: Kind, reason: String) {
      self.kind = kind
      self.reason = reason
    }

    /// Whether another run under the same bounds would say the same.
    public var isFinal: Bool { kind == .infeasible || kind == .unbounded }
  }

  public init(key: CohortKey, outcome: Outcome) {
    self.key = key
    self.outcome = outcome
  }

  public var failure: Failure? {
    if case .failed(let failure) = outcome { failure } else { nil }
  }

  /// How many reactions, genes or tasks the numbers are for; 0 for a failure.
  public var rowCount: Int {
    switch outcome {
    case .ranges(let ranges): ranges.minimum.count
    case .fluxes(let fluxes): fluxes.fluxes.count
    case .deletions(let deletions): deletions.remaining.count
    case .tasks(let tasks): tasks.passed.count
    case .failed: 0
    }
  }

  /// How many ends or tasks are not certified, or deletions without an answer; 0 where there are none.
  public var uncertifiedEnds: Int {
    switch outcome {
    case .ranges(let ranges):
      let open: (FluxRange.End.Status) -> Bool = { $0 != .certified && $0 != .unbounded }
      return ranges.minimumStatus.count(where: open) + ranges.maximumStatus.count(where: open)
    case .deletions(let deletions): return deletions.status.count { $0 == .failed }
    case .tasks(let tasks): return tasks.status.count { $0 != .certified }
    case .fluxes, .failed: return 0
    }
  }

  /// How many draws of the patient's expression had an answer; 0 where none was drawn.
  public var draws: Int {
    if case .ranges(let ranges) = outcome { ranges.intervals?.draws ?? 0 } else { 0 }
  }

  /// The least total flux of a parsimonious analysis; `nil` for any other.
  public var totalFlux: Double? {
    if case .fluxes(let fluxes) = outcome { fluxes.totalFlux } else { nil }
  }

  /// The optimum of the analysis; `nil` for a failure, and for ranges without a cut.
  public var objective: Double? {
    switch outcome {
    case .ranges(let ranges): ranges.objective
    case .fluxes(let fluxes): fluxes.objective
    case .deletions(let deletions): deletions.objective
    case .tasks, .failed: nil
    }
  }
}
