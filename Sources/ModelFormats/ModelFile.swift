import MetabolicModels

/// The formats that models come in.
public enum ModelFormat: String, Sendable, Hashable, CaseIterable {
  case sbml, json, matlab, yaml

  /// The format that an extension or an `--input-format` names: `xml`, `sbml`, `json`, `mat`, `yml`,
  /// in any case.
  public init?(name: String) {
    switch name.lowercased() {
    case "xml", "sbml": self = .sbml
    case "json": self = .json
    case "mat", "matlab": self = .matlab
    case "yml", "yaml": self = .yaml
    default: return nil
    }
  }

  /// The format that the name of a file tells, without `.gz` or `.bz2` behind it.
  public init?(path: String) {
    let file = path.split(separator: "/").last ?? ""
    var parts = file.split(separator: ".")
    if let last = parts.last, ["gz", "bz2"].contains(last.lowercased()) { parts.removeLast() }
    guard parts.count > 1, let last = parts.last else { return nil }
    self.init(name: String(last))
  }

  var displayName: String {
    switch self {
    case .sbml: "SBML"
    case .json: "JSON"
    case .matlab: "MATLAB's format (.mat)"
    case .yaml: "YAML"
    }
  }
}

/// The front door for models, whatever their format.
public enum ModelFile {
  /// Reads a model from the decompressed bytes of a file.
  ///
  /// - Parameters:
  ///   - bytes: What the file holds.
  ///   - path: What to call the file in errors; its extension tells the format.
  ///   - format: The format, where the name does not tell it, as for standard input. Without either
  ///     the bytes are taken for MATLAB's format if they begin like it, and for SBML otherwise.
  ///   - options: How to read SBML; the ids of other formats are never changed.
  /// - Throws: ``SBMLError``.
  public static func load(
    bytes: [UInt8], path: String, format: ModelFormat? = nil,
    options: SBMLReadingOptions = SBMLReadingOptions()
  ) throws(SBMLError) -> LoadedModel {
    if bytes.isEmpty { throw .emptyInput(path: path) }
    let format =
      format ?? ModelFormat(path: path) ?? (MATReader.isRecognized(bytes) ? .matlab : .sbml)
    // An HTML page saved as model.json is a page all the same.
    if format == .sbml || bytes.first == UInt8(ascii: "<") {
      return try SBMLReader.read(bytes, path: path, options: options)
    }
    guard format == .matlab else {
      throw .unsupportedFormat(path: path, format: format.displayName)
    }
    do throws(MATError) {
      return try MATModelReader.read(bytes, path: path)
    } catch {
      throw .matlab(error)
    }
  }
}
