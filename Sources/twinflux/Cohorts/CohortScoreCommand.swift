import TwinFlux

/// `twinflux cohort score DIR`: a cohort's essential genes against those that experiments found.
enum CohortScoreCommand {
  static func run(in context: RunContext) throws(CommandFailure) -> ExitStatus {
    let arguments = context.parsed
    try RunFiles(arguments).check()
    for option in ["truth", "call"] where !arguments.has(option) {
      throw CommandFailure(.usage, "twinflux cohort score needs --\(option). See its --help.")
    }
    let calls = try calls(arguments)
    let share = try share(arguments)
    let mapping = try mapping(arguments)
    let input = try readInput(arguments.value("truth") ?? "")
    let score: EssentialityScore
    do throws(EssentialityError) {
      let archive: CohortArchive
      do throws(CohortStoreError) { archive = try CohortArchive(arguments.operands[0]) } catch {
        throw .store(error)
      }
      let truth = try EssentialityTruth(
        input.bytes, path: input.path, geneColumn: arguments.value("gene-column"), map: mapping,
        calls: calls, genes: EssentialityScore.genes(of: archive))
      describe(truth, to: context.console)
      score = try EssentialityScore(archive, truth: truth, share: share)
    } catch .store(let error) {
      throw CommandFailure(error)
    } catch {
      throw CommandFailure(.badData, error.description)
    }
    if let path = arguments.value("genes-output") {
      let genes = score.geneTable()
      try writeOutput(
        encode(
          genes, as: TableFormat(extensionOf: path) ?? .tsv, json: TableWriter.rows(genes)),
        to: path)
    }
    let output = OutputSettings(arguments)
    let table = score.table()
    try writeOutput(
      encode(table, as: output.format, json: .members(["samples": TableWriter.rows(table)])),
      to: output.path)
    return .done
  }

  private static func calls(
    _ arguments: ParsedArguments
  ) throws(CommandFailure) -> [EssentialityCall] {
    var calls: [EssentialityCall] = []
    for text in arguments.values("call") {
      guard let call = EssentialityCall(text) else {
        throw .usage(
          ParserError.invalidValue(
            option: "--call", value: text, expected: "SAMPLE=COLUMN>NUMBER, or with >=, < or <="))
      }
      if calls.contains(where: { $0.sample == call.sample }) {
        throw CommandFailure(
          .usage, "The sample '\(call.sample)' has two --call options. Keep one of them.")
      }
      calls.append(call)
    }
    return calls
  }

  private static func share(_ arguments: ParsedArguments) throws(CommandFailure) -> Double {
    let share: Double?
    do throws(ParserError) {
      share = try arguments.fraction("essential-below")
    } catch {
      throw .usage(error)
    }
    if let share, share > 0 { return share }
    if share == nil { return 0.01 }
    throw CommandFailure(
      .usage, "The option --essential-below cannot be 0. Give a number above 0 and up to 1.")
  }

  private static func mapping(_ arguments: ParsedArguments) throws(CommandFailure) -> GeneMap? {
    do throws(ParserError) {
      for (option, needed) in [
        ("gene-map", "from"), ("gene-map", "to"), ("from", "gene-map"), ("to", "gene-map"),
      ] { try arguments.require(needed, for: option) }
    } catch {
      throw .usage(error)
    }
    return try OmicsSettings.Mapping(arguments).map { mapping throws(CommandFailure) in
      try AnalysisRun.readMap(mapping)
    }
  }

  private static func describe(_ truth: EssentialityTruth, to console: Console) {
    if truth.foreignRows > 0 {
      console.note("\(count(truth.foreignRows, "row")) of the table are of no gene of the model")
    }
    if !truth.contradictory.isEmpty {
      console.state(
        "\(count(truth.contradictory.count, "gene")) with contradictory rows left out: "
          + truth.contradictory.prefix(10).joined(separator: ", ")
          + (truth.contradictory.count > 10 ? ", …" : "") + ".")
    }
  }
}
