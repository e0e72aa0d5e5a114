/// How much protein there is for the enzymes of a model, in mg/gDW: *1000 · Ptot · f · σ*.
///
/// The defaults are those of GECKO 3 (Chen et al., Nat Protoc 2024, doi 10.1038/s41596-023-00931-7)
/// where nothing is known of the organism.
public struct ProteinPool: Sendable, Hashable {
  /// *Ptot*: all protein, in g/gDW.
  public var total = 0.5
  /// *f*: the share of it that the enzymes of the model are.
  public var enzymeFraction = 0.5
  /// *σ*: the mean saturation of an enzyme in vivo.
  public var saturation = 0.5

  public init() {}

  public init(total: Double, enzymeFraction: Double, saturation: Double) {
    self.total = total
    self.enzymeFraction = enzymeFraction
    self.saturation = saturation
  }

  /// The figures of the human adapter of GECKO 3.
  public static let human = ProteinPool(total: 0.5057, enzymeFraction: 0.412, saturation: 0.1)

  /// In mg/gDW.
  public var milligrams: Double { 1000 * total * enzymeFraction * saturation }

  /// *f* from abundances: *Σ over the model's enzymes of ppm · mass / Σ over all of ppm · mass*.
  ///
  /// - Parameters:
  ///   - abundances: Proportional to moles (ppm, iBAQ), one for each protein of the table.
  ///   - masses: In kDa, one for each.
  ///   - isEnzyme: Whether the protein is of the model.
  /// - Returns: `nil` where the table has no protein with a mass.
  public static func enzymeFraction(
    abundances: [Double?], masses: [Double?], isEnzyme: [Bool]
  ) -> Double? {
    precondition(abundances.count == masses.count && masses.count == isEnzyme.count)
    var all = 0.0
    var enzymes = 0.0
    for index in abundances.indices {
      guard let abundance = abundances[index], let mass = masses[index] else { continue }
      all += abundance * mass
      if isEnzyme[index] { enzymes += abundance * mass }
    }
    return all > 0 ? enzymes / all : nil
  }
}
