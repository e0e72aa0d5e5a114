import TwinFlux

/// The files that a command line reads and writes, checked against each other before any work: a
/// result must not take the place of an input or of another result.
struct RunFiles {
  private struct File {
    /// The option or operand that names it.
    var option: String
    /// `nil` is standard output.
    var path: String?
  }

  private var inputs: [File] = []
  private var outputs: [File] = []
  /// Directories of cohorts, whose own files no result may replace.
  private var stores: [String] = []

  private static let inputOptions = [
    "medium", "bounds", "omics", "kcat", "subunits", "masses", "proteomics", "gene-map", "lengths",
    "model", "observations", "classes", "tasks", "truth",
  ]
  private static let outputOptions = [
    "report", "metabolites", "diagnostics", "pairs", "svg", "exposure", "effects",
    "contrasts", "subsystems", "patients", "html", "witness", "genes-output", "gene-report",
    "threshold-report",
  ]

  init(_ arguments: ParsedArguments) {
    stores = arguments.values("out")
    if [.cohortStatus, .cohortMerge, .cohortCompare, .cohortScore].contains(arguments.command) {
      stores += arguments.operands
    }
    let operands = arguments.command.declaration.operands
    for operand in arguments.operands.prefix(operands.last?.isRepeatable == true ? .max : 1) {
      inputs.append(File(option: operands.first?.name ?? "MODEL", path: operand))
    }
    for name in Self.inputOptions {
      inputs += arguments.values(name).map { File(option: "--" + name, path: $0) }
    }
    for name in ["reactions", "genes", "vary"] {
      if let selection = arguments.value(name), selection.hasPrefix("@") {
        inputs.append(File(option: "--" + name, path: String(selection.dropFirst())))
      }
    }
    // What one command reads, the other writes.
    let isSimulating = arguments.command == .cohortSimulate
    if !isSimulating, arguments.has("design") {
      inputs.append(File(option: "--design", path: arguments.value("design")))
    }
    let isVerifying = arguments.command == .verify
    if isVerifying {
      if arguments.operands.count > 1 {
        inputs.append(File(option: "RESULT", path: arguments.operands[1]))
      }
      inputs.append(File(option: "--certificates", path: arguments.value("certificates")))
    }
    outputs.append(File(option: "--output", path: arguments.value("output")))
    let others = (isVerifying ? [] : ["certificates"]) + (isSimulating ? ["design"] : [])
    for name in Self.outputOptions + others where arguments.has(name) {
      outputs.append(File(option: "--" + name, path: arguments.value(name)))
    }
  }

  /// - Throws: A failure of status 64 where files are confused, of 73 where a result has no place.
  func check() throws(CommandFailure) {
    try checkNames()
    try checkStandardInput()
    try checkResults()
    try checkStores()
    for file in outputs { try checkOutput(file.path) }
  }

  /// Extensions of compressions that are not written: such a file would not be what its name says.
  private static let unwritten = [".bz2", ".xz", ".zst", ".zip"]

  private func checkNames() throws(CommandFailure) {
    if let empty = inputs.first(where: { $0.path?.isEmpty == true }) {
      let isList = ["--reactions", "--genes", "--vary"].contains(empty.option)
      let example = isList ? "\(empty.option) @FILE" : "a path"
      throw CommandFailure(.usage, "\(empty.option) names no file. Give \(example).")
    }
    for file in outputs {
      guard let path = file.path,
        let ending = Self.unwritten.first(where: { path.lowercased().hasSuffix($0) })
      else { continue }
      let plain = String(path.dropLast(ending.count))
      throw CommandFailure(
        .usage,
        "\(file.option) '\(path)' would be compressed in a way that this version does not write. "
          + "Give '\(plain).gz' or '\(plain)'.")
    }
  }

  private func checkStandardInput() throws(CommandFailure) {
    let readers = inputs.filter { $0.path.map(FileIdentity.isStandardInput) ?? false }
    guard readers.count > 1 else { return }
    throw CommandFailure(
      .usage,
      "\(readers[0].option) and \(readers[1].option) both ask for standard input. "
        + "Only one input can be standard input; give the other as a file.")
  }

  private func checkResults() throws(CommandFailure) {
    var readers: [FileIdentity: File] = [:]
    for file in inputs {
      if let path = file.path, let identity = FileIdentity(input: path) { readers[identity] = file }
    }
    var writers: [FileIdentity: File] = [:]
    for file in outputs {
      guard let identity = FileIdentity(output: file.path) else { continue }
      if let reader = readers[identity] { throw overwritten(reader, by: file) }
      if let other = writers.updateValue(file, forKey: identity) { throw shared(other, file) }
    }
  }

  private func checkStores() throws(CommandFailure) {
    for store in stores {
      let own = ["cohort.json", "reference.json", ".lock"].compactMap {
        FileIdentity(output: store + "/" + $0)
      }
      let patients = FileIdentity(input: store + "/patients")
      for file in outputs {
        guard let path = file.path, let identity = FileIdentity(output: path),
          own.contains(identity)
            || (patients.map { $0 == FileIdentity.directory(ofOutput: path) } ?? false)
        else { continue }
        throw CommandFailure(
          .usage,
          "\(file.option) '\(path)' is a place for the cohort's own files. Give the result another "
            + "name, outside '\(store)'.")
      }
    }
  }

  private func overwritten(_ input: File, by output: File) -> CommandFailure {
    CommandFailure(
      .usage,
      "\(output.option) '\(output.path ?? "-")' would overwrite what \(input.option) reads. "
        + "Give the result another name.")
  }

  private func shared(_ first: File, _ second: File) -> CommandFailure {
    if FileIdentity(output: first.path) == FileIdentity(output: nil) {
      return CommandFailure(
        .usage,
        "\(first.option) and \(second.option) would both be written to standard output. "
          + "Give one of them a file.")
    }
    return CommandFailure(
      .usage,
      "\(first.option) '\(first.path ?? "-")' and \(second.option) '\(second.path ?? "-")' are one "
        + "file. Give each result a file of its own.")
  }
}
