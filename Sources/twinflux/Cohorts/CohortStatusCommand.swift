import TwinFlux

/// `twinflux cohort status DIR`: what became of every patient.
enum CohortStatusCommand {
  static func run(in context: RunContext) throws(CommandFailure) -> ExitStatus {
    try RunFiles(context.parsed).check()
    let archive = try cohortStore { () throws(CohortStoreError) in
      try CohortArchive(context.parsed.operands[0])
    }
    let identity = archive.manifest.identity
    var extras: [(name: String, cell: (CohortRecord) -> Table.Cell)] = []
    if identity.analysis.kind == .parsimoniousFluxes {
      extras.append(("total_flux", { Table.Cell.optional($0.totalFlux) }))
    }
    if let shrinkage = identity.shrinkage, shrinkage.draws > 0 {
      extras.append(("draws", { Table.Cell.integer($0.draws) }))
    }
    var table = Table(
      columns: ["sample", "group", "state", "reason", "objective", "uncertified_ends"]
        + extras.map(\.name))
    var counts: [String: Int] = [:]
    var openEnds = 0
    for index in archive.manifest.samples.indices {
      try Interruption.check()
      let sample = archive.manifest.samples[index]
      let row = try row(of: index, in: archive)
      counts[row.state, default: 0] += 1
      openEnds += row.openEnds ?? 0
      table.append(
        [
          .text(sample.sample), .text(sample.group), .text(row.state), .optional(row.reason),
          .optional(row.record?.objective), row.openEnds.map(Table.Cell.integer) ?? .empty,
        ] + extras.map { extra in row.record.map(extra.cell) ?? .empty })
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
    /// Of a patient who is done.
    var record: CohortRecord?

    var openEnds: Int? { record?.uncertifiedEnds }
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
      return Row(state: "done", record: record)
    }
  }

  private static func describe(
    _ counts: [String: Int], _ openEnds: Int, _ archive: CohortArchive, to console: Console
  ) -> ExitStatus {
    let states = ["done", "failed", "missing", "damaged"].map { "\(counts[$0] ?? 0) \($0)" }
    let open =
      switch archive.manifest.identity.analysis.kind {
      case .ranges: "; \(count(openEnds, "end")) not certified"
      case .reactionDeletions, .geneDeletions:
        "; \(count(openEnds, "knock-out")) without an answer"
      case .tasks: "; \(count(openEnds, "task")) not certified"
      case .fluxes, .parsimoniousFluxes: ""
      }
    console.note(
      "\(count(archive.manifest.samples.count, "patient")): \(states.joined(separator: ", "))"
        + open)
    if counts["missing"] != nil || counts["damaged"] != nil { return .stopped }
    return counts["failed"] == nil ? .done : .negative
  }
}
