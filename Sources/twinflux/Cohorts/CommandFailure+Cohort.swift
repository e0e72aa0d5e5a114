import TwinFlux

/// Runs `body`, and says of its failure what it means for the process.
func cohortStore<Value>(
  _ body: () throws(CohortStoreError) -> Value
) throws(CommandFailure) -> Value {
  do throws(CohortStoreError) { return try body() } catch { throw CommandFailure(error) }
}

extension CommandFailure {
  /// What cannot be written to has status 73, what cannot be read 65, what is not there 66, and what
  /// another run would finish 75.
  init(_ error: CohortStoreError) {
    switch error {
    case .input(let problem): self.init(problem)
    case .noStore: self.init(.noInput, error.description)
    case .damagedManifest, .newerManifest, .conflict, .nothingToMerge, .unknownSample, .wrongShape:
      self.init(.badData, error.description)
    case .restartsPart: self.init(.usage, error.description)
    case .incomplete: self.init(.stopped, error.description)
    case .output, .locked, .notADirectory, .holdsOtherFiles, .otherCohort, .unknownPatients,
      .failedOperation:
      self.init(.cannotCreate, error.description)
    }
  }
}
