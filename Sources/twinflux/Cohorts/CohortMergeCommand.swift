import TwinFlux

/// `twinflux cohort merge DIR...`: shards as one table, one NumPy archive or one cohort.
enum CohortMergeCommand {
  private enum Form {
    case table(CohortMerge.Separator)
    case numPy
  }

  static func run(in context: RunContext) throws(CommandFailure) -> ExitStatus {
    let arguments = context.parsed
    do throws(ParserError) { try arguments.require("out", for: "restart") } catch {
      throw .usage(error)
    }
    try RunFiles(arguments).check()
    let form = try form(arguments)
    let isCancelled = { Interruption.isRequested }
    let merge = try merge(arguments.operands, isPartial: arguments.has("partial"))
    try Interruption.check()
    if let directory = arguments.value("out") {
      try cohortStore { () throws(CohortStoreError) in
        try merge.write(
          into: directory, mode: arguments.has("restart") ? .restart : .resume,
          isCancelled: isCancelled)
      }
    }
    if let form {
      let path = arguments.value("output")
      try cohortStore { () throws(CohortStoreError) in
        switch form {
        case .table(let separator):
          try merge.writeTable(to: path, separator: separator, isCancelled: isCancelled)
        case .numPy: try merge.writeNumPyArchive(to: path, isCancelled: isCancelled)
        }
      }
    }
    context.console.note(
      "\(count(arguments.operands.count, "part")) of a cohort of "
        + "\(count(merge.manifest.samples.count, "patient")) merged")
    return .done
  }

  private static func merge(
    _ directories: [String], isPartial: Bool
  ) throws(CommandFailure) -> CohortMerge {
    do throws(CohortStoreError) {
      var archives: [CohortArchive] = []
      for directory in directories { archives.append(try CohortArchive(directory)) }
      return try CohortMerge(
        archives, isPartial: isPartial, isCancelled: { Interruption.isRequested })
    } catch .otherCohort(let directory, let differences) {
      // What is mixed is the input here, and not a place to write to.
      throw CommandFailure(
        .badData,
        "'\(directory)' is of another cohort than '\(directories[0])': it differs in "
          + "\(differences.joined(separator: ", ")). Merge the shards of one cohort.")
    } catch {
      throw CommandFailure(error)
    }
  }

  /// `nil` where only a directory is asked for.
  private static func form(_ arguments: ParsedArguments) throws(CommandFailure) -> Form? {
    let path = arguments.value("output")
    if path == nil, !arguments.has("format"), arguments.has("out") { return nil }
    let name = path?.lowercased() ?? ""
    switch arguments.value("format") {
    case "npz": return .numPy
    case "csv": return .table(.comma)
    case "tsv": return .table(.tab)
    default: break
    }
    if name.hasSuffix(".npz") { return .numPy }
    switch path.map(TableFormat.init(extensionOf:)) {
    case .none, .some(.tsv): return .table(.tab)
    case .some(.csv): return .table(.comma)
    default:
      throw CommandFailure(
        .usage,
        "'\(path ?? "-")' does not say in which form the ranges are to be. Give a name in .tsv, .csv "
          + "or .npz, or --format.")
    }
  }
}
