import TwinFlux

extension AnalysisRun {
  /// Writes what proves a result, before the result itself: there is then no result whose
  /// certificates were asked for and are not there.
  mutating func writeCertificates(
    _ result: FluxVariabilityResult, of model: MetabolicModel, to path: String
  ) throws(CommandFailure) {
    guard let certificates = result.certificates else { return }
    try write(certificates, of: model, to: path)
  }

  /// Writes what proves that there is no optimum.
  mutating func writeAbsence(
    of problem: Problem, _ options: FluxVariabilityOptions, to path: String,
    using backend: any LPBackend
  ) throws(CommandFailure) {
    var options = options
    options.solving = solvingOptions
    let found = Result { () throws(FluxError) in
      try certificatesOfAbsence(of: problem.patient, options: options, using: backend)
    }
    switch found {
    case .success(let certificates?): try write(certificates, of: problem.model, to: path)
    case .success(nil): console.warn("'\(path)' was not written: a second solve found an optimum.")
    case .failure(let error): console.warn("'\(path)' was not written: \(error.description)")
    }
  }

  private mutating func write(
    _ certificates: FluxCertificates, of model: MetabolicModel, to path: String
  ) throws(CommandFailure) {
    let checksum = report.model["sha256"]
    try timed("certificates") { run throws(CommandFailure) in
      var sha256 = ""
      if case .string(let text)? = checksum { sha256 = text }
      let file = CertificateFile(certificates, model: model, modelSHA256: sha256)
      let threads = run.settings.solver.threads
      try writeOutput(
        file.bytes(threads: threads), to: path, compression: .init(.fast, threads: threads))
    }
  }
}
