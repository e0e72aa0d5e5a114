/// Who answers what a network can carry: the only door between the coupling and a solver.
///
/// The network is the drug's: its medium, its added reactions and its shared enzymes stand; a
/// question changes bounds only. A table does for tests (``TableFluxProvider``), a kept linear program
/// for the real thing (``FluxBalanceProvider``).
public protocol FluxProvider: Sendable {
  /// What can be asked about.
  var network: FluxNetwork { get }

  /// The greatest value of each sum of fluxes under the network's bounds but for `changes`.
  ///
  /// - Returns: One answer for each question, in their order. An answer must not depend on what was
  ///   asked before: that a reference individual coupled to itself gives exactly 1 rests on it.
  /// - Throws: ``CouplingError/infeasible(individual:)`` if no flux fits the bounds (the caller
  ///   fills in the name), ``CouplingError/provider(problem:)`` for anything else.
  func maxima(
    of questions: [FluxSum], changing changes: [FluxBoundChange]
  ) throws(CouplingError) -> [FluxMaximum]
}

/// *Σ coefficient · flux*.
public struct FluxSum: Sendable, Hashable, Codable {
  public struct Term: Sendable, Hashable, Codable {
    public var reaction: String
    public var coefficient: Double

    public init(_ reaction: String, _ coefficient: Double = 1) {
      self.reaction = reaction
      self.coefficient = coefficient
    }
  }

  public var terms: [Term]

  public init(_ terms: [Term]) { self.terms = terms }
}

/// Bounds of one reaction for one question, mmol·gDW⁻¹·h⁻¹.
public struct FluxBoundChange: Sendable, Hashable, Codable {
  public var reaction: String
  public var lower: Double
  public var upper: Double

  public init(_ reaction: String, lower: Double, upper: Double) {
    self.reaction = reaction
    self.lower = lower
    self.upper = upper
  }
}

/// The answer to one question.
public struct FluxMaximum: Sendable, Hashable, Codable {
  /// A bound that the maximum rests on.
  public struct Limit: Sendable, Hashable, Codable {
    public var reaction: String
    /// The active bound, mmol·gDW⁻¹·h⁻¹.
    public var bound: Double
    /// What the maximum gains for each unit by which the bound rises: the reduced cost.
    public var gain: Double

    public init(_ reaction: String, bound: Double, gain: Double) {
      self.reaction = reaction
      self.bound = bound
      self.gain = gain
    }
  }

  public var value: Double
  /// What the value is proved not to exceed; `nil` where nothing is proved.
  public var outerBound: Double?
  public var limits: [Limit]

  public init(value: Double, outerBound: Double? = nil, limits: [Limit] = []) {
    self.value = value
    self.outerBound = outerBound
    self.limits = limits
  }
}

/// What the coupling has to know of a drug's network beside its answers.
public struct FluxNetwork: Sendable, Hashable {
  public struct Reaction: Sendable, Hashable {
    /// mmol·gDW⁻¹·h⁻¹.
    public var lower: Double
    public var upper: Double
    public var enzymes: EnzymeRule?
    /// What people call what it supplies, for an exchange.
    public var supplies: String?
    /// Whether negative flux takes up, for an exchange; `nil` for other reactions.
    public var importsBackwards: Bool?

    public init(
      lower: Double = 0, upper: Double = 1000, enzymes: EnzymeRule? = nil, supplies: String? = nil,
      importsBackwards: Bool? = nil
    ) {
      self.lower = lower
      self.upper = upper
      self.enzymes = enzymes
      self.supplies = supplies
      self.importsBackwards = importsBackwards
    }
  }

  public struct Metabolite: Sendable, Hashable {
    public var formula: String?
    public var charge: Double?

    public init(formula: String? = nil, charge: Double? = nil) {
      self.formula = formula
      self.charge = charge
    }
  }

  /// The name of the model.
  public var model: String
  /// A checksum of the network's structure, for provenance.
  public var digest: String
  /// The tolerance of the answers, mmol·gDW⁻¹·h⁻¹.
  public var tolerance: Double
  public var reactions: [String: Reaction]
  public var metabolites: [String: Metabolite]
  public var genes: Set<String>

  public init(
    model: String, digest: String, tolerance: Double, reactions: [String: Reaction],
    metabolites: [String: Metabolite] = [:], genes: Set<String>
  ) {
    self.model = model
    self.digest = digest
    self.tolerance = tolerance
    self.reactions = reactions
    self.metabolites = metabolites
    self.genes = genes
  }
}

/// A gene-reaction rule over gene ids.
public indirect enum EnzymeRule: Sendable, Hashable {
  case gene(String)
  /// A complex: as active as its least active part.
  case complex([EnzymeRule])
  case alternatives([EnzymeRule])

  /// The activity of the rule.
  public func activity(
    _ combined: EnzymeCap.Alternatives, of gene: (String) throws(CouplingError) -> Double
  ) throws(CouplingError) -> Double {
    switch self {
    case .gene(let id): return try gene(id)
    case .complex(let parts):
      return try Self.values(parts, combined, gene).min() ?? 0
    case .alternatives(let parts):
      let values = try Self.values(parts, combined, gene)
      return switch combined {
      case .sum: values.reduce(0, +)
      case .min: values.min() ?? 0
      case .max: values.max() ?? 0
      }
    }
  }

  private static func values(
    _ parts: [EnzymeRule], _ combined: EnzymeCap.Alternatives,
    _ gene: (String) throws(CouplingError) -> Double
  ) throws(CouplingError) -> [Double] {
    var values: [Double] = []
    for part in parts { values.append(try part.activity(combined, of: gene)) }
    return values
  }

  /// Each gene once, in order of first appearance.
  public var genes: [String] {
    switch self {
    case .gene(let id): return [id]
    case .complex(let parts), .alternatives(let parts):
      var seen = Set<String>()
      return parts.flatMap(\.genes).filter { seen.insert($0).inserted }
    }
  }
}
