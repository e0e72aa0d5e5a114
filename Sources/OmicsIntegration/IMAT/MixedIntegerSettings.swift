import DataFiles
import FluxAnalysis
import LinearProgramming

/// How a method solves its mixed-integer program: to the end, up to a limit, or its relaxation only.
public struct MixedIntegerSettings: Sendable, Hashable {
  /// More binary variables than this are not begun without a time limit. For iMAT it is compared with
  /// the reactions that would get switches. On iJO1366, 313 switches take seconds, 680 were not
  /// finished in 150 s; ftINIT on Human-GEM has some 3,000.
  public static let binaryLimit = 1_000

  static let parameters = parameters(gap: 0)

  /// - Parameter gap: What the method takes where none is given.
  static func parameters(gap: Double) -> [MethodParameter] {
    [
      MethodParameter(
        "seconds", allowed: secondsText, defaultText: "no limit",
        summary: "when the search stops with what it has, and says its bound"),
      MethodParameter(
        "gap", allowed: gapText, defaultText: NumberText.text(gap),
        summary: "how far from the bound is near enough, relative to the objective"),
      MethodParameter(
        "relaxed", allowed: "yes or no", defaultText: "no",
        summary: "solve the linear relaxation alone and take what its fluxes meet"),
    ]
  }
  private static let secondsText = "a number above 0"
  private static let gapText = "a number from 0 up to 1"

  /// For the search; `nil` for no limit.
  public var seconds: Double?
  public var relativeGap = 0.0
  public var isRelaxed = false

  public init() {}

  init(_ settings: MethodSettings, gap: Double = 0) throws(OmicsError) {
    if settings.values["seconds"] != nil {
      seconds = try settings.number("seconds", default: 0, allowed: Self.secondsText) { $0 > 0 }
    }
    relativeGap = try settings.number("gap", default: gap, allowed: Self.gapText) {
      (0..<1).contains($0)
    }
    isRelaxed = try settings.flag("relaxed", default: false)
  }

  var figures: [MethodFigure] {
    [
      MethodFigure("seconds", seconds.map { .number($0) } ?? .text("no limit")),
      MethodFigure("gap", .number(relativeGap)), MethodFigure("relaxed", .flag(isRelaxed)),
    ]
  }

  /// - Throws: ``OmicsError/tooManyBinaries(method:binaries:limit:)`` for a program that nobody has
  ///   said may be given up.
  func check(binaries: Int, of method: String) throws(OmicsError) {
    if binaries > Self.binaryLimit, seconds == nil, !isRelaxed {
      throw .tooManyBinaries(method: method, binaries: binaries, limit: Self.binaryLimit)
    }
  }

  /// A point of `program`, which maximizes, and how good it is.
  ///
  /// - Parameters:
  ///   - objectiveIsWhole: Whether every solution has a whole number for its objective.
  ///   - known: A solution, if there is one.
  ///   - spent: How many of the seconds are gone.
  ///   - value: The objective of the fluxes at a point, whatever its switches are.
  /// - Throws: ``FluxError/stopped(_:)`` in ``OmicsError/flux(_:)`` at the time limit of `solver`; at
  ///   ``seconds`` the best so far is the answer.
  func solve(
    _ program: MixedIntegerProgram, method: String, objectiveIsWhole: Bool,
    using solver: MethodSolver, known: [Double]? = nil, spent: Double = 0,
    value: ([Double]) -> Double
  ) throws(OmicsError) -> Answer {
    if isRelaxed { return try relaxed(program, objectiveIsWhole, solver, value: value) }
    var options = MixedIntegerOptions()
    options.tolerance = solver.solving.tolerance
    let limit = solver.solving.timeLimit ?? .infinity
    options.seconds = max(0.01, min(seconds ?? .infinity, limit) - spent)
    options.knownSolution = known
    options.relativeGap = relativeGap
    options.absoluteGap = objectiveIsWhole ? 1 - 1e-6 : 1e-6
    options.isCancelled = solver.isCancelled
    let search = solver.integer ?? BranchAndBound(solver.backend)
    let outcome: MixedIntegerOutcome
    do throws(LPError) {
      outcome = try search.solve(program, options: options)
    } catch {
      throw .flux(.solver(error))
    }
    try solver.checkCancelled()
    switch outcome {
    case .optimal(let solution):
      return Answer(solution, "optimal", program, objectiveIsWhole, search.name)
    case .feasible(_, .timeLimit) where limit <= seconds ?? .infinity,
      .stopped(.timeLimit) where limit <= seconds ?? .infinity:
      // The limit of the whole run is no consent to less than the best: what a slower machine would
      // choose must not pass for the patient's model.
      throw .flux(.stopped(.timeLimit))
    case .feasible(let solution, let reason):
      return Answer(solution, "stopped: \(reason.text)", program, objectiveIsWhole, search.name)
    case .infeasible: throw .flux(.infeasible(model: "program of \(method)"))
    case .unbounded: throw .flux(.unbounded(model: "program of \(method)"))
    case .stopped(let reason): throw .noSolution(method: method, reason: reason.text)
    }
  }

  private func relaxed(
    _ program: MixedIntegerProgram, _ objectiveIsWhole: Bool, _ solver: MethodSolver,
    value: ([Double]) -> Double
  ) throws(OmicsError) -> Answer {
    guard let optimum = try solver.optimum(of: program.relaxation) else {
      throw .flux(.infeasible(model: "relaxed program"))
    }
    let solution = MixedIntegerSolution(
      objective: value(optimum.columns), columns: optimum.columns,
      bound: max(optimum.value, value(optimum.columns)), isBoundProved: false, nodes: 1)
    return Answer(solution, "relaxed", program, objectiveIsWhole, solver.backend.name)
  }

  struct Answer {
    var columns: [Double]
    var objective: Double
    /// A whole number where the objective is one.
    var bound: Double
    var figures: [MethodFigure]

    init(
      _ solution: MixedIntegerSolution, _ status: String, _ program: MixedIntegerProgram,
      _ objectiveIsWhole: Bool, _ search: String
    ) {
      columns = solution.columns
      // A bound is a little above the truth for its rounding.
      bound = objectiveIsWhole ? (solution.bound + 1e-6).rounded(.down) : solution.bound
      objective = objectiveIsWhole ? solution.objective.rounded() : solution.objective
      bound = max(bound, objective)
      figures = [
        MethodFigure("status", .text(status)), MethodFigure("objective", .number(objective)),
        MethodFigure("bound", .number(bound)),
        MethodFigure("bound_gap", .number((bound - objective) / max(1, abs(objective)))),
        MethodFigure("bound_proved", .flag(solution.isBoundProved)),
        MethodFigure("binaries", .integer(program.integerColumns.count)),
        MethodFigure("nodes", .integer(solution.nodes)), MethodFigure("search", .text(search)),
      ]
    }
  }
}

extension MixedIntegerOutcome.StopReason {
  fileprivate var text: String {
    switch self {
    case .nodeLimit: "node limit"
    case .timeLimit: "time limit"
    case .cancelled: "cancelled"
    case .numericalTrouble: "numerical trouble"
    }
  }
}
