/// What is known of enzymes, whatever the model: turnover numbers, the subunits of complexes, and
/// molecular masses.
///
/// Ids are the tables' own; ``EnzymeConstraints`` brings them and a model's together.
public struct EnzymeData: Sendable, Hashable {
  public enum Direction: String, Sendable, Hashable, CaseIterable, Codable {
    case forward, backward

    var opposite: Direction { self == .forward ? .backward : .forward }
  }

  /// A gene product and how often it is in one complex.
  public struct Subunit: Sendable, Hashable {
    public var gene: String
    public var copies: Double

    public init(_ gene: String, copies: Double = 1) {
      self.gene = gene
      self.copies = copies
    }
  }

  /// How fast an enzyme turns over.
  public struct Turnover: Sendable, Hashable {
    public var reaction: String
    /// `nil` where the table says none: it is the forward one if there is another that is backward,
    /// such as that of the reaction `X_b` beside `X`, and that of both directions otherwise.
    public var direction: Direction?
    /// By gene, each once; empty for a turnover number of all the enzymes of the reaction.
    public var subunits: [Subunit]
    /// *kcat* of the complex in s⁻¹: finite, above 0.
    public var perSecond: Double

    public init(
      reaction: String, direction: Direction? = nil, subunits: [Subunit] = [], perSecond: Double
    ) {
      self.reaction = reaction
      self.direction = direction
      self.subunits = subunits
      self.perSecond = perSecond
    }
  }

  /// What an isozyme of a reaction is made of.
  public struct Complex: Sendable, Hashable {
    public var reaction: String
    public var subunits: [Subunit]

    public init(reaction: String, subunits: [Subunit]) {
      self.reaction = reaction
      self.subunits = subunits
    }
  }

  public var turnovers: [Turnover]
  public var complexes: [Complex]
  /// Molecular masses in kDa (g/mmol) by gene: finite, not negative.
  public var masses: [String: Double]
  /// Rows that say nothing, for want of a number or a reaction.
  public var skippedRows = 0

  public init(
    turnovers: [Turnover] = [], complexes: [Complex] = [], masses: [String: Double] = [:]
  ) {
    self.turnovers = turnovers
    self.complexes = complexes
    self.masses = masses
  }

  /// What one kind of table must hold.
  public enum Content: String, Sendable, Hashable, CaseIterable {
    case turnovers, complexes, masses
  }

  /// Reads a table and adds what it says.
  ///
  /// - Parameter content: What the table must hold at least.
  /// - Throws: ``OmicsError``: a table that cannot be read, lacks `content`, or gives a gene another
  ///   mass than an earlier table.
  public mutating func add(
    _ bytes: [UInt8], path: String, content: Content? = nil
  ) throws(OmicsError) {
    let new = try EnzymeData.read(bytes, path: path)
    let has: [Content: Bool] = [
      .turnovers: !new.turnovers.isEmpty, .complexes: !new.complexes.isEmpty,
      .masses: !new.masses.isEmpty,
    ]
    if let content, has[content] != true {
      throw .enzymes(.lacks(path: path, what: content.words, columns: content.columns))
    }
    for (gene, mass) in new.masses.sorted(by: { $0.key < $1.key }) {
      if let known = masses.updateValue(mass, forKey: gene), known != mass {
        throw .enzymes(
          .repeatedElsewhere(what: "The mass of '\(OmicsError.excerpt(gene))'"))
      }
    }
    turnovers += new.turnovers
    complexes += new.complexes
    skippedRows += new.skippedRows
  }
}

extension EnzymeData.Content {
  fileprivate var words: String {
    switch self {
    case .turnovers: "turnover number"
    case .complexes: "complex"
    case .masses: "molecular mass"
    }
  }

  fileprivate var columns: String {
    switch self {
    case .turnovers: "reaction and kcat"
    case .complexes: "reaction, isozyme and gene"
    case .masses: "gene and mass"
    }
  }
}
