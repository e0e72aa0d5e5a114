import MetabolicModels

/// Limits fluxes by what enzymes can turn over and by how much protein there is.
///
/// With *v* in mmol·gDW⁻¹·h⁻¹, *kcat* in s⁻¹ and *e* in nmol·gDW⁻¹, a flux of *v* through a complex with
/// *n* copies of a protein takes
///
///     e = v · n / (kcat · 3600 · 10⁻⁶)
///
/// of it; a protein of *mass* kDa weighs *mass·10⁻³* mg/nmol, and the pool is in mg·gDW⁻¹. In these units
/// a usual enzyme takes some nmol for a unit of flux. In mmol the coefficients of a model with 12
/// orders of magnitude of turnover numbers reach down to 3e-11, and a solver with the tolerance 1e-7
/// returned human optima that were wrong by 0.13 %.
///
/// The forms, from the weakest to the strongest:
/// - ``Form/bound``: *v ≤ Σ over isozymes of kcat · min over subunits of [P]/n*, from measured proteins
///   alone. A protein counts in full in each of its reactions, so that the bounds are necessary, never
///   sufficient. No column and no row is added.
/// - ``Form/moment``: proteins are variables, and their masses add up to the pool; each reaction needs of a
///   protein what it draws, and a protein serves all its reactions at once (Adadi et al., PLoS Comput
///   Biol 2012, doi 10.1371/journal.pcbi.1002575). Isozymes of one reaction share a common subunit.
/// - ``Form/light``: every direction of a reaction has the isozyme of least mass/kcat, and draws its
///   mass from the pool: sMOMENT (Bekiaris and Klamt, BMC Bioinformatics 2020, doi
///   10.1186/s12859-019-3329-9), GECKO light. Without measured proteins the optimum is that of the
///   full form. Measured proteins have a row of their own.
/// - ``Form/full``: every isozyme and direction has a column, every protein a row from which they draw
///   (Sánchez et al., Mol Syst Biol 2017, doi 10.15252/msb.20167411; GECKO 3, Nat Protoc 2024, doi
///   10.1038/s41596-023-00931-7). A measured protein is held to its concentration, and draws from
///   the pool all the same, as in GECKO since 3.2.
///
/// Isozymes are the alternatives of the gene rule. A turnover number is looked for, in this order:
/// the row of the complex with the same genes, the rows of its subunits (the slowest), the row of the
/// whole reaction, the median of the reaction's other rows, the same for the other direction, and then
/// ``missingTurnovers``. Which of them was found is counted, and reactions for which none was are
/// listed. Subunits are there once unless a table says otherwise.
///
/// GECKO splits reversible reactions and renames them; here the reactions keep their columns and ids,
/// so that any analysis of fluxes means the same. They get one more metabolite, the `arm_`, by which
/// they are tied to their halves.
public struct EnzymeConstraints: Sendable, Hashable {
  public enum Form: String, Sendable, Hashable, CaseIterable, Codable {
    case bound, moment, light, full
  }

  /// What becomes of a reaction with a gene rule and without any turnover number.
  public enum MissingTurnover: Sendable, Hashable {
    /// The median of the numbers of the model's other reactions (sMOMENT).
    case median
    /// It is left unconstrained.
    case unconstrained
    /// In s⁻¹.
    case value(Double)
  }

  public var form = Form.full
  /// How much protein there is for the enzymes, mg/gDW; `nil` for no limit beside the measured ones.
  public var pool: Double? = ProteinPool().milligrams
  public var missingTurnovers = MissingTurnover.median
  /// The mass of a protein that no table has, kDa; `nil` takes the median of the model's others.
  public var missingMass: Double?
  /// A gene rule with more alternatives has the cheapest alone: that of least mass/kcat.
  public var alternativesLimit = 100
  /// Whether measured proteins are part of the pool.
  public var measuredDrawFromPool = true
  /// Whether to leave reactions whose gene rule cannot be read, instead of failing.
  public var skipUnreadableRules = false

  public init() {}

  /// The model with its enzymes.
  ///
  /// The bounds (medium, knock-outs) and the objective of `base` stay. A gene that is to be knocked out
  /// must be knocked out of the result: that closes its isozymes too.
  ///
  /// - Parameters:
  ///   - data: Turnover numbers, complexes and masses.
  ///   - proteins: What was measured, for the genes of the model.
  /// - Throws: ``OmicsError/enzymes(_:)`` where the data and the model have nothing in common or a form
  ///   lacks what it needs; ``OmicsError/invalidOption(name:value:allowed:)``;
  ///   ``OmicsError/unreadableRule(reaction:rule:count:)``; ``OmicsError/flux(_:)`` where an id of
  ///   the model is one that an enzyme would get.
  /// - Complexity: O(size of the model + alternatives of its gene rules + rows of the data).
  public func constrain(
    _ base: ConstrainedModel, by data: EnzymeData, proteins: ProteinLevels? = nil
  ) throws(OmicsError) -> EnzymeConstrainedModel {
    try check(base.model)
    if let proteins {
      precondition(
        proteins.concentrations.count == base.model.genes.count, "levels of another model's genes")
    }
    let assignment = try EnzymeAssignment(base, data: data, constraints: self)
    switch form {
    case .bound:
      guard let proteins else { throw .enzymes(.needsProteins(form: form.rawValue)) }
      return try EnzymeCapacities(assignment, proteins: proteins).bounded(base, by: self)
    case .moment, .light, .full:
      return try EnzymeExpansion(base, assignment, proteins, self).model()
    }
  }

  private func check(_ model: MetabolicModel) throws(OmicsError) {
    if let pool, !(pool > 0 && pool <= 1000) {
      throw .invalidOption(
        name: "--pool", value: "\(pool)", allowed: "an amount above 0 and up to 1000 mg/gDW")
    }
    if let missingMass, !(missingMass >= 0 && missingMass <= 1e6) {
      throw .invalidOption(
        name: "--missing-mass", value: "\(missingMass)", allowed: "a mass in kDa, 0 or above")
    }
    if case .value(let value) = missingTurnovers, !(value >= 1e-12 && value <= 1e12) {
      throw .invalidOption(
        name: "--missing-kcat", value: "\(value)", allowed: "a turnover number above 0")
    }
    if alternativesLimit < 1 {
      throw .invalidOption(
        name: "alternatives", value: "\(alternativesLimit)", allowed: "at least 1")
    }
    let broken = model.reactions.filter { $0.unreadableRule != nil }
    if !skipUnreadableRules, let first = broken.first {
      throw .unreadableRule(
        reaction: first.id, rule: first.unreadableRule ?? "", count: broken.count)
    }
  }
}

/// Where a turnover number comes from.
public enum TurnoverSource: String, Sendable, Hashable, CaseIterable, Codable {
  /// The row of the complex with the same genes.
  case complex
  /// The slowest row of its subunits.
  case subunits
  /// The row of the whole reaction.
  case reaction
  /// The median of the reaction's other rows.
  case otherIsozymes
  /// One of these, of the other direction.
  case otherDirection
  /// ``EnzymeConstraints/missingTurnovers``.
  case assumed
}
