/// What can be measured, in the order in which it is run.
enum BenchmarkName: String, Sendable, CaseIterable {
  /// Reading and parsing the model's file.
  case load
  /// The program of a flux variability analysis, compressed.
  case compress
  case fbaCold = "fba-cold"
  /// The optimum again after the bounds of one reaction changed, by the dual simplex.
  case fbaWarm = "fba-warm"
  /// A whole flux variability analysis, by phase.
  case fva
  /// A fixed sequence of objectives on the compressed program, through one session of the solver.
  case pivots
  /// Questions of five reactions to an open flux variability session.
  case session
  /// The most memory that the process held, after all that ran before.
  case memory

  static var list: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
