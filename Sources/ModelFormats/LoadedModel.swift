import MetabolicModels

/// A model that was read from a file, and what is to be known about the file.
public struct LoadedModel: Sendable {
  public var model: MetabolicModel
  public var warnings: [ModelWarning]
  /// `nil` for a model in another format than SBML.
  public var document: SBMLDocumentFacts?

  public init(model: MetabolicModel, warnings: [ModelWarning], document: SBMLDocumentFacts?) {
    self.model = model
    self.warnings = warnings
    self.document = document
  }
}

/// What an SBML document says about itself.
public struct SBMLDocumentFacts: Sendable, Hashable {
  public var level: Int
  public var version: Int
  /// The version of the package fbc; `nil` without it.
  public var fbcVersion: Int?
  public var isStrict: Bool?
  /// The id of the objective that was taken, as in the file; `nil` for one in kinetic laws.
  public var objectiveID: String?
  /// How many boundary species were left out of the mass balance.
  public var boundarySpeciesCount: Int

  public init(
    level: Int, version: Int, fbcVersion: Int? = nil, isStrict: Bool? = nil,
    objectiveID: String? = nil, boundarySpeciesCount: Int = 0
  ) {
    self.level = level
    self.version = version
    self.fbcVersion = fbcVersion
    self.isStrict = isStrict
    self.objectiveID = objectiveID
    self.boundarySpeciesCount = boundarySpeciesCount
  }
}

/// How to read a model file.
public struct SBMLReadingOptions: Sendable, Hashable {
  /// Keeps the file's own ids: no `__NN__` decoded, no `R_`, `M_`, `G_` clipped.
  public var rawIDs = false

  public init(rawIDs: Bool = false) { self.rawIDs = rawIDs }
}
