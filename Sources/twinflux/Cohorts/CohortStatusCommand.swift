import TwinFlux

/// `twinflux cohort status DIR`: what became of every patient.
enum CohortStatusCommand {
  static func run(in context: RunContext) throws(CommandFailure) -> ExitStatus {
    try RunFiles(context.parsed).check()
    let archive = try cohortStore { () throws(CohortStoreError) in
      try CohortArchive(context.parsed.operands[0])
    }
    var table = Table(columns: [
      "sample", "group", "state", "reason", "objective", "uncertified_ends",
    ])
    var counts: [String: Int] = [:]
    var openEnds = 0
    for index in archive.manifest.samples.indices {
      try Interruption.check()
      let sample = archive.manifest.samples[index]
      let row = try row(of: index, in: archive)
      counts[row.state, default: 0] += 1
      openEnds += row.openEnds ?? 0
      table.append([
        .text(sample.sample), .text(sample.group), .text(row.state), .optional(row.reason),
        .optional(row.objective), row.openEnds.map(Table.Cell.integer) ?? .empty,
      ])
    }
    let output = OutputSettings(context.parsed)
    let rows = TableWriter.rows(table)
    try writeOutput(
      encode(table, as: output.format, json: .members(["patients": rows])), to: output.path)
    return describe(counts, openEnds, archive, to: context.console)
  }

  private struct Row {
    var state: String
    var reason: String?
    var objective: Double?
    var openEnds: Int?
  }

  private static func row(
    of index: Int, in archive: CohortArchive
  ) throws(CommandFailure) -> Row {
    let state = try cohortStore { () throws(CohortStoreError) in
      try archive.state(ofSample: index)
    }
    switch state {
    case .missing: return Row(state: "missing")
    case .damaged: return Row(state: "damaged", reason: "the file is no whole record")
    case .present(let record):
      if let failure = record.failure {
        return Row(state: "failed", reason: "\(failure.kind): \(failure.reason)")
      }
      return Row(
        state: "done", objective: record.objective, openEnds: record.uncertifiedEnds)
    }
  }

  private static func describe(
    _ counts: [String: Int], _ openEnds: Int, _ archive: CohortArchive, to console: Console
  ) -> ExitStatus {
    let states = ["done", "failed", "missing", "damaged"].map { "\(counts[$0] ?? 0) \($0)" }
    console.note(
      "\(count(archive.manifest.samples.count, "patient")): \(states.joined(separator: ", ")); "
        + "\(count(openEnds, "end")) not certified")
    if counts["missing"] != nil || counts["damaged"] != nil { return .stopped }
    return counts["failed"] == nil ? .done : .negative
  }
}

extension CohortRecord {
  /// The patient's optimum, where one was looked for.
  fileprivate var objective: Double? {
    switch outcome {
    case .ranges(let ranges): ranges.objective
    case .fluxes(let fluxes): fluxes.objective
    case .deletions(let deletions): deletions.objective
    case .failed: nil
    }
  }
}
