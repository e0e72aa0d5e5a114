import TwinFlux

/// `twinflux verify MODEL RESULT --certificates FILE`: re-checks saved ranges without a solver.
enum VerifyCommand {
  static func run(in context: RunContext) throws(CommandFailure) -> ExitStatus {
    let arguments = context.parsed
    do throws(ParserError) {
      if !arguments.has("certificates") {
        throw .missingCompanion(option: "verify", needed: "--certificates")
      }
    } catch {
      throw .usage(error)
    }
    try RunFiles(arguments).check()
    let loaded = try ModelSource.load(ModelSettings(arguments), console: context.console)
    try Interruption.check()
    let file = try readCertificates(arguments.value("certificates") ?? "")
    let claims = try readClaims(arguments, file)
    try Interruption.check()
    let report = try check(claims, file, against: loaded, console: context.console)
    try write(report, OutputSettings(arguments))
    return report.holds ? .done : .negative
  }

  /// - Throws: A failure of status 64 where there is no result and the certificates are of one.
  private static func readClaims(
    _ arguments: ParsedArguments, _ file: CertificateFile
  ) throws(CommandFailure) -> FluxRangeClaims {
    if arguments.operands.count > 1 { return try readClaims(arguments.operands[1]) }
    if file.certificates.absence != nil { return FluxRangeClaims(rows: []) }
    throw CommandFailure(
      .usage, "The certificates are of ranges. Give RESULT, the file that fva wrote with them.")
  }

  private static func readClaims(_ path: String) throws(CommandFailure) -> FluxRangeClaims {
    let input = try readInput(path)
    do throws(SavedFileError) {
      return try FluxRangeClaims.read(input.bytes, path: path)
    } catch {
      throw CommandFailure(.badData, error.description)
    }
  }

  private static func readCertificates(_ path: String) throws(CommandFailure) -> CertificateFile {
    let input = try readInput(path)
    do throws(SavedFileError) {
      return try CertificateFile.read(input.bytes, path: path)
    } catch {
      throw CommandFailure(.badData, error.description)
    }
  }

  private static func check(
    _ claims: FluxRangeClaims, _ file: CertificateFile, against loaded: ModelSource.Loaded,
    console: Console
  ) throws(CommandFailure) -> VerificationReport {
    if let difference = file.difference(from: loaded.model) {
      console.note("'\(loaded.input.path)' is not the model of the certificates: \(difference)")
      return VerificationReport(failure: "the certificates are of another model: \(difference)")
    }
    if file.modelSHA256 != loaded.input.sha256 {
      console.note(
        "the model's file is not the one that was analysed, but its reactions, metabolites and "
          + "coefficients are the same")
    }
    var verifier: CertificateVerifier
    do throws(ModelError) {
      verifier = try CertificateVerifier(file.certificates, model: loaded.model)
    } catch {
      throw CommandFailure(.badData, error.description)
    }
    let report = verifier.verify(claims)
    describe(report, claims, to: console)
    return report
  }

  private static func describe(
    _ report: VerificationReport, _ claims: FluxRangeClaims, to console: Console
  ) {
    let counts = FluxRange.End.Status.allCases.compactMap { status in
      report.verified[status].map { count($0, "end") + " " + status.rawValue }
    }
    if let absence = report.absence {
      console.note("verified: " + sentence(absence, limit: report.absenceLimit))
    }
    if report.absence == nil || !claims.rows.isEmpty {
      console.note(
        "\(count(claims.rows.count, "reaction")): "
          + (counts.isEmpty ? "no end verified" : "verified " + counts.joined(separator: ", ")))
    }
    console.note(
      "\(count(report.pointsChecked, "point")), largest residual \(readable(report.worstResidual)); "
        + "largest relative distance from an outer bound \(readable(report.worstGap))")
    if report.changedBounds > 0 {
      console.note(
        "\(count(report.changedBounds, "reaction")) had other bounds than the model's file says; "
          + "the certificates hold them")
    }
    if !report.holds {
      console.warn("\(count(report.failures.count, "claim")) did not hold.")
    }
  }

  private static func sentence(_ absence: FluxRangeClaims.Absence, limit: Double?) -> String {
    switch (absence, limit) {
    case (.infeasible, nil): "no flux distribution satisfies the bounds and the mass balance"
    case (.infeasible, let limit?):
      "no flux distribution satisfies the bounds and the mass balance in which every flux without "
        + "a limit is below \(readable(limit))"
    case (.unbounded, let drift):
      "the objective has no limit (a unit along the direction moves no mass balance by more than "
        + "\(readable(drift ?? 0)))"
    }
  }

  private static func write(
    _ report: VerificationReport, _ output: OutputSettings
  ) throws(CommandFailure) {
    // Where all holds there is nothing to list; a file that was asked for is written all the same.
    if report.holds, output.path == nil, output.format != .json { return }
    try writeOutput(encode(report.table, as: output.format, json: report.json), to: output.path)
  }
}
