import Dispatch
import LinearProgramming
import MetabolicModels

/// The optimum of the whole model, from which every deletion starts.
struct DeletionStart: Sendable {
  let began: DispatchTime
  let original: LinearProgram
  let compressed: CompressedProgram
  let basis: Basis
  let point: [Double]
  let objectiveValue: Double
  /// How that was found.
  let objectiveSolve: SolveRecord
  /// The objective in the compressed program, to be maximized.
  let terms: [(column: Int, coefficient: Double)]
  let sign: Double
  /// For each compressed column the reactions that it carries.
  private let carried: [[Int32]]
  /// Compressed columns that carry a reaction with a forced flux.
  let forced: ColumnSet

  init(
    _ model: ConstrainedModel, options: SolvingOptions, backend: some LPBackend
  ) throws(FluxError) {
    began = .now()
    let program = FluxProgram(model)
    let compressed = CompressedProgram(program.program)
    let start = try ColdStart(
      program, compressed: compressed, maximizing: program.maximizedTerms, options: options,
      backend: backend)
    var carried = [[Int32]](repeating: [], count: compressed.program.matrix.columnCount)
    for (reaction, carrier) in compressed.carriers.enumerated() where carrier >= 0 {
      carried[Int(carrier)].append(Int32(reaction))
    }
    original = program.program
    basis = start.basis
    point = start.optimum.columns
    objectiveValue = model.objective.value(at: start.optimum.point).unsigned
    objectiveSolve = SolveRecord(start.optimum, backend: backend)
    terms = compressed.compress(terms: program.maximizedTerms)
    sign = original.sense == .maximize ? 1 : -1
    self.carried = carried
    forced = ColumnSet(of: carried.count) { column in
      carried[column].contains { reaction in
        let bounds = model.bounds[Int(reaction)]
        return bounds.lower > 0 || bounds.upper < 0
      }
    }
    self.compressed = compressed
  }

  enum Plan {
    /// The optimal point has no flux to lose, so it stays optimal.
    case unchanged
    /// A reaction that must carry flux is coupled to one that is closed.
    case infeasible
    /// These compressed columns must be closed.
    case solve([Int32])
  }

  /// The residual on the program as stated of a point of the compressed program in which `columns`
  /// are closed. A forced reaction that is closed is free to carry nothing.
  func residual(of point: [Double], closing columns: [Int32], judge: ProgramJudge) -> Double {
    let reactions = columns.flatMap { carried[Int($0)] }.map(Int.init)
    for reaction in reactions {
      let bounds = original.columns[reaction]
      judge.setColumnBounds(
        Bounds(lower: min(bounds.lower, 0), upper: max(bounds.upper, 0)), column: reaction)
    }
    let residual = judge.primalResidual(of: compressed.expand(columns: point))
    for reaction in reactions {
      judge.setColumnBounds(original.columns[reaction], column: reaction)
    }
    return residual
  }

  /// The compressed columns that carry `reactions`, in ascending order.
  func columns(carrying reactions: [Int]) -> [Int32] {
    Set(reactions.map { compressed.carriers[$0] }.filter { $0 >= 0 }).sorted()
  }

  /// What closing `reactions` takes.
  func plan(closing reactions: [Int]) -> Plan {
    let closed = Set(reactions.map(Int32.init))
    let columns = columns(carrying: reactions)
    for column in columns {
      for reaction in carried[Int(column)] where !closed.contains(reaction) {
        let bounds = original.columns[Int(reaction)]
        if bounds.lower > 0 || bounds.upper < 0 { return .infeasible }
      }
    }
    return columns.allSatisfy { point[Int($0)] == 0 } ? .unchanged : .solve(columns)
  }
}
