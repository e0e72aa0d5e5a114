import TwinFlux

extension AnalysisRun {
  /// Writes what proves a result, before the result itself: there is then no result whose
  /// certificates were asked for and are not there.
  mutating func writeCertificates(
    _ result: FluxVariabilityResult, of model: MetabolicModel, to path: String
  ) throws(CommandFailure) {
    guard let certificates = result.certificates else { return }
    let checksum = report.model["sha256"]
    try timed("certificates") { run throws(CommandFailure) in
      var sha256 = ""
      if case .string(let text)? = checksum { sha256 = text }
      let file = CertificateFile(certificates, model: model, modelSHA256: sha256)
      try writeOutput(file.bytes, to: path)
    }
  }
}
