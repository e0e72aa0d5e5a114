import TwinFlux

/// `twinflux cohort compare DIR…`: the flux ranges of a cohort's groups, side by side.
enum CohortCompareCommand {
  static func run(in context: RunContext) throws(CommandFailure) -> ExitStatus {
    let settings: CohortComparisonSettings
    do throws(ParserError) { settings = try CohortComparisonSettings(context.parsed) } catch {
      throw .usage(error)
    }
    var run = try AnalysisRun(context)
    let found = try compare(context.parsed.operands, settings, &run)
    run.report.status = "done"
    run.report.result = found.summary
    try run.finish(table(found, run.settings.output))
    return .done
  }

  /// Compares what the directories hold, says so, and writes all but the table of reactions.
  static func compare(
    _ directories: [String], _ settings: CohortComparisonSettings, _ run: inout AnalysisRun
  ) throws(CommandFailure) -> CohortComparison {
    let ranges = try run.timed("read") { run throws(CommandFailure) in
      try read(directories, settings)
    }
    let classes = try classes(settings, of: ranges.manifest)
    let found = try run.timed("compare") { run throws(CommandFailure) in
      try compare(ranges, settings, classes, run)
    }
    describe(found, on: run.console)
    try write(found, settings, run.settings.output.verboseColumns)
    return found
  }

  /// Refuses a design whose patients could not be compared.
  static func check(
    _ design: CohortDesign, _ settings: CohortComparisonSettings
  ) throws(CommandFailure) {
    _ = try comparing { () throws(ComparisonError) in
      try ComparisonGroups(of: design, options: settings.options)
    }
  }

  /// The table of reactions, as a file.
  static func table(_ found: CohortComparison, _ output: OutputSettings) -> [UInt8] {
    let table = found.reactionTable(isVerbose: output.verboseColumns)
    return encode(
      table, as: output.format,
      json: .members(["comparison": found.summary, "reactions": TableWriter.rows(table)]))
  }

  // MARK: Reading

  private static func read(
    _ directories: [String], _ settings: CohortComparisonSettings
  ) throws(CommandFailure) -> CohortRanges {
    let merge: CohortMerge
    do throws(CohortStoreError) {
      var archives: [CohortArchive] = []
      for directory in directories { archives.append(try CohortArchive(directory)) }
      merge = try CohortMerge(archives, isPartial: settings.isPartial)
    } catch {
      throw failure(error)
    }
    return try comparing { () throws(ComparisonError) in
      try CohortRanges(
        merge, directory: directories[0], keepsUncertified: settings.options.keepsUncertified)
    }
  }

  private static func classes(
    _ settings: CohortComparisonSettings, of manifest: CohortManifest
  ) throws(CommandFailure) -> CouplingClasses? {
    guard let path = settings.classPath else { return nil }
    let input = try readInput(path)
    return try comparing { () throws(ComparisonError) in
      try CouplingClasses(input.bytes, path: input.path, reactions: manifest.reactions)
    }
  }

  private static func compare(
    _ ranges: CohortRanges, _ settings: CohortComparisonSettings, _ classes: CouplingClasses?,
    _ run: AnalysisRun
  ) throws(CommandFailure) -> CohortComparison {
    let bar = ProgressBar(on: run.console, unit: "reactions")
    defer { bar?.finish() }
    return try comparing { () throws(ComparisonError) in
      try CohortComparison(
        ranges, options: settings.options, classes: classes, threads: run.settings.solver.threads
      ) { done, all in
        bar?.update(done: done, of: all)
        return !Interruption.isRequested
      }
    }
  }

  // MARK: Writing

  private static func describe(_ found: CohortComparison, on console: Console) {
    let groups = found.groups.groups.map { "\($0.name) (\($0.patients.count))" }
    console.note(
      "\(groups.dropFirst().joined(separator: ", ")) against \(groups[0])"
        + (found.groups.isPaired ? ", in pairs" : "")
        + (found.options.shufflesLabels ? ", labels shuffled" : "") + ": "
        + "\(count(found.untestedReactions, "reaction")) of \(found.reactions.count) the same in all "
        + "patients; of the others \(found.testedClasses) coupling classes tested, "
        + "\(found.foundClasses()) found different at q ≤ "
        + readable(CohortComparisonOptions.discoveryRate))
    console.warn(
      found.groups.exclusions.map { "'\($0.sample)' is left out. \($0.reason.sentence)" })
    if found.groups.ignoresPairs {
      console.warn(
        "The design's pairs are not used, so not all patients are independent of each other.")
    }
    if found.manifest.identity.shrinkage != nil, found.groups.column == "group" {
      console.warn(
        "The patients' levels were drawn towards the means of these groups (--shrink), which makes "
          + "the groups differ more than the levels do: take the p-values as a ranking. Shuffled "
          + "labels do not show it.")
    }
    let uncertified = found.uncertifiedEnds.reduce(0, +)
    if uncertified > 0 {
      console.warn(
        "\(count(uncertified, "end")) of \(count(found.uncertifiedEnds.count { $0 > 0 }, "patient")) "
          + (uncertified == 1 ? "is" : "are") + " not certified; "
          + (found.options.keepsUncertified
            ? "taken at their values." : "such a range does not count."))
    }
  }

  private static func write(
    _ found: CohortComparison, _ settings: CohortComparisonSettings, _ isVerbose: Bool
  ) throws(CommandFailure) {
    try write(found.contrastTable(isVerbose: isVerbose), "contrasts", to: settings.contrastPath)
    try write(found.subsystemTable, "subsystems", to: settings.subsystemPath)
    try write(found.patientTable, "patients", to: settings.patientPath)
    if let path = settings.pagePath {
      let source = settings.classPath.map { "the full sets of '\($0)'" }
      try writeOutput(ComparisonPage(found, classSource: source).html(), to: path)
    }
  }

  private static func write(
    _ table: @autoclosure () -> Table, _ key: String, to path: String?
  ) throws(CommandFailure) {
    guard let path else { return }
    let table = table()
    try writeOutput(
      encode(
        table, as: TableFormat(extensionOf: path) ?? .tsv,
        json: .members([key: TableWriter.rows(table)])), to: path)
  }

  // MARK: Failing

  private static func comparing<Value>(
    _ body: () throws(ComparisonError) -> Value
  ) throws(CommandFailure) -> Value {
    do throws(ComparisonError) { return try body() } catch {
      switch error {
      case .cancelled: throw .interrupted
      case .store(let error): throw failure(error)
      case .invalidOption, .statistics(.invalidOption):
        throw CommandFailure(.usage, error.description)
      case .statistics: throw CommandFailure(.internalError, error.description)
      default: throw CommandFailure(.badData, error.description)
      }
    }
  }

  private static func failure(_ error: CohortStoreError) -> CommandFailure {
    switch error {
    case .input(let error): CommandFailure(error)
    case .noStore: CommandFailure(.noInput, error.description)
    default: CommandFailure(.badData, error.description)
    }
  }
}
