import TwinFlux

/// What a sequence of programs through one session took.
struct ProgramTally {
  private var programs = 0
  private var pivots = 0
  private var notOptimal = 0
  private var seconds = 0.0
  /// For each program with pivots, seconds over pivots.
  private var secondsPerPivot: [Double] = []

  /// Times one solve.
  mutating func add(_ solve: () throws(LPError) -> LPOutcome) throws(LPError) {
    let clock = ContinuousClock()
    let start = clock.now
    let outcome = try solve()
    let taken = (clock.now - start).seconds
    programs += 1
    seconds += taken
    guard case .optimal(let solution) = outcome else {
      notOptimal += 1
      return
    }
    pivots += solution.iterations
    if solution.iterations > 0 { secondsPerPivot.append(taken / Double(solution.iterations)) }
  }

  /// The mean is that of all pivots; the median is over the programs, so that those with few pivots
  /// and much else weigh as much as the others.
  var run: BenchmarkRun {
    BenchmarkRun(
      counters: [("programs", programs), ("pivots", pivots), ("not_optimal", notOptimal)],
      seconds: [("whole", seconds)],
      figures: [
        ("milliseconds_per_program", 1e3 * seconds / Double(programs)),
        ("microseconds_per_pivot_mean", 1e6 * seconds / Double(pivots)),
        ("microseconds_per_pivot_median", 1e6 * secondsPerPivot.median),
      ])
  }
}
