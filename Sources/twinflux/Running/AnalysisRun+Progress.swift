import TwinFlux

extension AnalysisRun {
  /// Takes the number of steps done and of all, and says whether to go on.
  typealias Progress = @Sendable (_ done: Int, _ all: Int) -> Bool

  /// Runs an analysis with a progress bar that counts `unit`, until it ends or is interrupted.
  func withProgress<Found>(
    in unit: String, _ analyse: (@escaping Progress) throws(FluxError) -> Found
  ) -> Result<Found, FluxError> {
    let bar = ProgressBar(on: console, unit: unit)
    defer { bar?.finish() }
    return Result { () throws(FluxError) in
      try analyse { done, all in
        bar?.update(done: done, of: all)
        return !Interruption.isRequested
      }
    }
  }
}
