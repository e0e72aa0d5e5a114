import MetabolicModels

/// Why a MAT-file gave no model.
public enum MATError: Error, Sendable, Hashable {
  /// Where in a file something is, counted in bytes from 0.
  public struct Place: Sendable, Hashable {
    /// In the file.
    public var offset: Int
    /// In what the compressed data at `offset` decompress to; `nil` outside such data.
    public var inside: Int?

    public init(offset: Int, inside: Int? = nil) {
      self.offset = offset
      self.inside = inside
    }
  }

  case notMAT(path: String)
  /// Version 7.3, which is HDF5.
  case version73(path: String)
  case version4(path: String)
  /// The file ends inside an element.
  case truncated(path: String, place: Place)
  /// `detail` is a clause that says what is wrong.
  case damaged(path: String, place: Place, detail: String)
  /// `limit` is in bytes.
  case tooLarge(path: String, place: Place, limit: Int)
  /// No variable is a struct with the fields of a model.
  case noModel(path: String, variables: [String])
  case severalModels(path: String, variables: [String])
  case missingField(path: String, field: String)
  /// `detail` is a clause that says what is wrong with the field, and `cure` a sentence.
  case invalidField(path: String, field: String, detail: String, cure: String)
  case invalidModel(path: String, ModelError)

  /// The file, as the caller named it.
  public var path: String {
    switch self {
    case .notMAT(let path), .version73(let path), .version4(let path), .truncated(let path, _),
      .damaged(let path, _, _), .tooLarge(let path, _, _), .noModel(let path, _),
      .severalModels(let path, _), .missingField(let path, _),
      .invalidField(let path, _, _, _), .invalidModel(let path, _):
      path
    }
  }
}

extension MATError: CustomStringConvertible {
  /// `What is wrong (FILE, byte OFFSET). What to do.`
  public var description: String {
    switch self {
    case .notMAT(let path):
      "This is not a MAT-file (\(path)). Give a model that MATLAB saved, or one in SBML."
    case .version73(let path):
      "The file is of MAT version 7.3, which is HDF5 and cannot be read (\(path)). "
        + "Save it in MATLAB with save(file, 'model', '-v7')."
    case .version4(let path):
      "The file is of MAT version 4, which holds no models (\(path)). "
        + "Save the model in MATLAB with save(file, 'model', '-v7')."
    case .truncated(let path, let place):
      "The file is cut short (\(path), \(place)). Copy or download it again."
    case .damaged(let path, let place, let detail):
      "The file is damaged: \(detail) (\(path), \(place)). Copy or download it again."
    case .tooLarge(let path, let place, let limit):
      "The file unpacks to more than \(limit / (1 << 20)) MiB, the limit (\(path), \(place)). "
        + "Save the model alone, its matrices sparse."
    case .noModel(let path, let variables):
      "No variable is a struct with the fields rxns, mets and S (\(path)"
        + (variables.isEmpty ? "" : "; it has \(Self.list(variables))")
        + "). Save a model of the COBRA Toolbox."
    case .severalModels(let path, let variables):
      "Several variables are models: \(Self.list(variables)) (\(path)). "
        + "Save one of them alone, or name it 'model'."
    case .missingField(let path, let field):
      "The model has no field '\(field)' (\(path)). Add it in MATLAB and save again."
    case .invalidField(let path, let field, let detail, let cure):
      "The field '\(field)' \(detail) (\(path)). \(cure)"
    case .invalidModel(let path, let error): "\(error) (\(path))"
    }
  }

  private static func list(_ names: [String]) -> String {
    names.prefix(8).map { "'\(SBMLValue.excerpt($0))'" }.joined(separator: ", ")
      + (names.count > 8 ? ", …" : "")
  }
}

extension MATError.Place: CustomStringConvertible {
  public var description: String {
    inside.map { "byte \($0) of the data compressed at byte \(offset)" } ?? "byte \(offset)"
  }
}
