import MetabolicModels

/// A model with its enzymes, and how the one came out of the other.
///
/// The first columns of ``constrained`` are the reactions of ``base`` in their order, with their ids
/// and metabolites; what follows is of the enzymes:
///
/// | id | column | unit |
/// |---|---|---|
/// | `PFK_forward_1`, `PFK_backward_2` | flux through an isozyme in one direction | mmol·gDW⁻¹·h⁻¹ |
/// | `PFK_forward` | the same in the light form, which has one isozyme a direction | mmol·gDW⁻¹·h⁻¹ |
/// | `usage_b2417` | amount of a protein in use | nmol·gDW⁻¹ |
/// | `usage_pool` | mass of protein in use | mg·gDW⁻¹ |
///
/// and the rows `arm_PFK`, `prot_b2417`, `prot_pool`. In the form `bound` there is nothing of that, only
/// other bounds.
public struct EnzymeConstrainedModel: Sendable {
  public let base: ConstrainedModel
  public internal(set) var constrained: ConstrainedModel
  public let constraints: EnzymeConstraints
  public let summary: EnzymeSummary
  /// The proteins that an enzyme is made of, in the order of the model's genes.
  public internal(set) var proteins: [Protein]
  /// The column of the pool's use; `nil` without a pool.
  public let poolColumn: Int?
  let enzymes: [Placed]
  /// The sample whose proteins were measured, if any were.
  public let sample: String?
  /// The least concentration that counts as measured, nmol/gDW.
  let detectionLimit: Double?

  /// Closes every reaction and isozyme that lacks an enzyme without `genes`.
  public mutating func knockOut(genes: Set<Int>) { constrained.knockOut(genes: genes) }

  /// The reactions that are the model's own.
  public var originalReactions: Range<Int> { base.model.reactions.indices }

  /// A protein of the model's enzymes.
  public struct Protein: Sendable, Hashable {
    /// An index into ``MetabolicModel/genes``.
    public var gene: Int
    public var id: String
    /// In kDa.
    public var mass: Double
    /// What there is of it, nmol/gDW; `nil` where it was not measured.
    public var concentration: Double?
    /// The column of its use; `nil` where the form has none.
    public var column: Int?
  }

  /// An enzyme and its column.
  struct Placed: Sendable, Hashable {
    var enzyme: AssignedEnzyme
    var column: Int
  }

  /// The least amounts of protein that the fluxes through the enzymes take, nmol/gDW, one for each of
  /// ``proteins``; empty in the form `bound`.
  ///
  /// - Parameter fluxes: One for each reaction of ``constrained``.
  public func proteinAmounts(at fluxes: [Double]) -> [Double] {
    if enzymes.isEmpty { return [] }
    var amounts: [Int: [Int: Double]] = [:]
    for placed in enzymes {
      let flux = max(0, fluxes[placed.column])
      for part in placed.enzyme.subunits {
        amounts[part.gene, default: [:]][placed.enzyme.reaction, default: 0] +=
          flux * placed.enzyme.amountPerFlux * part.copies
      }
    }
    let isShared = constraints.form == .moment
    return proteins.map { protein in
      let uses = (amounts[protein.gene] ?? [:]).sorted { $0.key < $1.key }.map(\.value)
      return isShared ? uses.max() ?? 0 : uses.reduce(0, +)
    }
  }

  /// The amount of one protein, nmol/gDW; `nil` for a gene that no enzyme has.
  public func amount(of gene: String, at fluxes: [Double]) -> Double? {
    guard let index = proteins.firstIndex(where: { $0.id == gene }), !enzymes.isEmpty else {
      return nil
    }
    return proteinAmounts(at: fluxes)[index]
  }
}

/// What became of a model's reactions and of a table's rows: for the report.
public struct EnzymeSummary: Sendable, Hashable {
  /// Reactions that an enzyme limits.
  public var reactions = 0
  /// Isozymes by direction.
  public var enzymes = 0
  public var proteins = 0
  /// How many of them have a concentration.
  public var measuredProteins = 0
  /// How many enzymes have their turnover number from where.
  public var turnovers: [TurnoverSource: Int] = [:]
  /// Reactions with a gene rule for which no table has a turnover number.
  public var withoutTurnover: [Int] = []
  /// Genes of enzymes for which no table has a mass; they take ``assumedMass`` (kDa).
  public var withoutMass: [Int] = []
  public var assumedMass = 0.0
  /// Reactions whose rule has too many alternatives: they have the cheapest alone.
  public var cheapestOnly: [Int] = []
  public var tableTurnovers = 0
  /// Turnover numbers of reactions that the model has not.
  public var unmatchedTurnovers = 0
  public var skippedRows = 0
  /// The median of the turnover numbers that belong to the model's reactions, s⁻¹.
  public var medianTurnover = 0.0
  /// Reactions whose bounds changed, in the form `bound`.
  public var boundedReactions = 0
  /// Reactions whose forced flux is more than their enzymes allow, and that keep it.
  public var forced: [Int] = []

  public init() {}
}
