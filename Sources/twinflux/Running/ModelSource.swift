import TwinFlux

/// Reads and writes models by what the files are.
enum ModelSource {
  struct Loaded {
    var model: MetabolicModel
    /// Where the model came from, without its bytes.
    var input: InputBytes
    /// `nil` for a model in another format than SBML.
    var facts: SBMLDocumentFacts?
  }

  /// Reads a model and says what its file should be known for.
  static func load(
    _ settings: ModelSettings, console: Console
  ) throws(CommandFailure) -> Loaded {
    var input = try readInput(settings.path)
    let loaded: LoadedModel
    do throws(SBMLError) {
      loaded = try ModelFile.load(
        bytes: input.bytes, path: input.path, format: settings.format,
        options: SBMLReadingOptions(rawIDs: settings.keepsRawIDs))
    } catch {
      throw CommandFailure(.badData, error.description)
    }
    input.bytes = []
    warn(loaded.warnings, path: input.path, console: console)
    return Loaded(model: loaded.model, input: input, facts: loaded.document)
  }

  /// Warnings of one kind are grouped, so that a thousand of them do not hide another.
  private static func warn(_ warnings: [ModelWarning], path: String, console: Console) {
    var kinds: [String] = []
    var texts: [String: [String]] = [:]
    for warning in warnings.map(\.shortened) {
      let kind = String(String(describing: Mirror(reflecting: warning).children.first?.label ?? ""))
      if texts[kind] == nil { kinds.append(kind) }
      texts[kind, default: []].append("\(path): \(warning.description)")
    }
    for kind in kinds { console.warn(texts[kind] ?? []) }
  }

  /// Whether `path` names a model file.
  ///
  /// - Throws: A failure of status 64 for a format that this version does not write.
  static func isModelPath(_ path: String) throws(CommandFailure) -> Bool {
    guard let format = ModelFormat(path: path) else { return false }
    if format == .sbml { return true }
    throw CommandFailure(
      .usage,
      "This version does not write a model as '\(path)'. Give a name that ends in .xml or "
        + ".xml.gz, or --format for a table.")
  }

  /// The model under its present bounds and objective, as SBML; its ids are as they were
  /// read, with `rawIDs` as the file spells them.
  static func encode(_ constrained: ConstrainedModel, rawIDs: Bool) -> [UInt8] {
    SBMLWriter.write(constrained, rawIDs: rawIDs)
  }
}

extension ModelWarning {
  /// The same without the whole of a rule, which can be as long as the file.
  fileprivate var shortened: ModelWarning {
    switch self {
    case .unreadableRule(let reaction, let rule, let reason, let line):
      .unreadableRule(
        reaction: excerpt(reaction), rule: excerpt(rule), reason: excerpt(reason, most: 200),
        line: line)
    case .unknownGeneProduct(let reaction, let gene, let line):
      .unknownGeneProduct(reaction: excerpt(reaction), gene: excerpt(gene), line: line)
    case .unknownGroupMember(let group, let member, let line):
      .unknownGroupMember(group: excerpt(group), member: excerpt(member), line: line)
    default: self
    }
  }
}
