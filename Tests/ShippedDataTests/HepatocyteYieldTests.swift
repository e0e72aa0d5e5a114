import TestSupport
import Testing
import TwinFlux

/// What the stoichiometry of the hepatocyte core must yield, worked out by hand.
///
/// Protons that cross the inner membrane: NADH gives 10 (complexes I, III, IV: 4 + 2 + 4 charges),
/// ubiquinol 6. A cytosolic ATP costs 4: three pass ATP synthase, one pays for the exchange of
/// ATP⁴⁻ for ADP³⁻ and the import of phosphate. An ATP or GTP made and used in the matrix saves
/// that last one. The aspartate–glutamate carrier lets one proton in. These are the ratios of
/// Hinkle (Biochim Biophys Acta 2005, doi 10.1016/j.bbabio.2004.09.004), which textbooks round to
/// P/O ratios of 2.5 and 1.5.
private enum Yield {
  static let protonsPerATP = 4.0
  static let nadh = 10 / protonsPerATP
  static let ubiquinol = 6 / protonsPerATP
  static let matrixATP = 3 / protonsPerATP
  static let aspartateCarrier = 1 / protonsPerATP
  /// Cytosolic NADH through the malate–aspartate shuttle.
  static let cytosolicNADH = nadh - aspartateCarrier
  static let acetylCoA = 3 * nadh + ubiquinol + matrixATP
  static let pyruvate = nadh + acetylCoA
  static let lactate = cytosolicNADH + pyruvate
  static let glucose = 2 + 2 * cytosolicNADH + 2 * pyruvate
  /// Activation takes two bonds, since AMP is left.
  static let palmitate = 7 * (nadh + ubiquinol) + 8 * acetylCoA - 2
}

@Suite(
  "Hepatocyte core, yields")
struct HepatocyteYieldTests {
  @Test(
    "burns fuel to the closed-form yield of ATP",
    arguments: [
      ("EX_glc__D_e", Yield.glucose, 31.0), ("EX_hdca_e", Yield.palmitate, 104.0),
      ("EX_lac__L_e", Yield.lactate, 14.5),
      ("EX_glyc_e", -1 + 2 * Yield.cytosolicNADH + 2 + Yield.pyruvate, 17.75),
      // Nine residues in ten leave by phosphorolysis and spare the ATP of glucokinase.
      ("SK_glycogen_c", Yield.glucose + 0.9, 31.9),
    ])
  func aerobicATP(fuel: String, derived: Double, stated: Double) throws {
    var experiment = try HepatocyteExperiment()
    try experiment.allow("EX_o2_e", 1000)
    try experiment.allow(fuel, 1)
    #expect(abs(derived - stated) < 1e-12)
    #expect(abs(try experiment.optimum("ATPM") - stated) < 1e-6)
  }

  @Test("needs six oxygens for a glucose and twenty-three for a palmitate")
  func oxygen() throws {
    for (fuel, demand) in [("EX_glc__D_e", 6.0), ("EX_hdca_e", 23.0), ("EX_lac__L_e", 3.0)] {
      var experiment = try HepatocyteExperiment()
      try experiment.allow("EX_o2_e", 1000)
      try experiment.allow(fuel, 1)
      let solution = try experiment.solution(maximizing: "ATPM")
      #expect(abs(try experiment.flux("EX_o2_e", in: solution) + demand) < 1e-6)
    }
  }

  @Test("makes 29.5 ATP from glucose through the glycerol phosphate shuttle")
  func glycerolPhosphateShuttle() throws {
    var experiment = try HepatocyteExperiment()
    try experiment.allow("EX_o2_e", 1000)
    try experiment.allow("EX_glc__D_e", 1)
    for shuttle in ["ASPGLUm", "CITtam"] { try experiment.bound(shuttle, lower: 0, upper: 0) }
    let expected = 2 + 2 * Yield.ubiquinol + 2 * Yield.pyruvate
    #expect(expected == 29.5)
    #expect(abs(try experiment.optimum("ATPM") - expected) < 1e-6)
  }

  @Test("ferments glucose to two lactates and two ATP, and nothing else without oxygen")
  func anaerobicATP() throws {
    var experiment = try HepatocyteExperiment()
    try experiment.allow("EX_glc__D_e", 1)
    let solution = try experiment.solution(maximizing: "ATPM")
    #expect(abs(solution.objectiveValue - 2) < 1e-6)
    #expect(abs(try experiment.flux("EX_lac__L_e", in: solution) - 2) < 1e-6)
    for fuel in ["EX_hdca_e", "EX_lac__L_e", "EX_glyc_e"] {
      var experiment = try HepatocyteExperiment()
      try experiment.allow(fuel, 1)
      #expect(abs(try experiment.optimum("ATPM")) < 1e-6, "\(fuel)")
    }
  }

  /// Carbamoyl phosphate takes two ATP of the matrix, argininosuccinate two bonds in the cytosol,
  /// and its aspartate leaves the matrix once: 4 bonds, worth 3.75 cytosolic ATP here.
  @Test("pays four phosphate bonds for a urea")
  func urea() throws {
    var experiment = try HepatocyteExperiment()
    try experiment.allow("EX_o2_e", 1000)
    try experiment.allow("EX_glc__D_e", 1)
    let without = try experiment.optimum("ATPM")
    try experiment.allow("EX_nh4_e", 2)
    try experiment.bound("EX_urea_e", lower: 1, upper: 1)
    let with = try experiment.solution(maximizing: "ATPM")
    let bonds =
      try 2 * experiment.flux("CBPSam", in: with) + 2 * experiment.flux("ARGSS", in: with)
    #expect(abs(bonds - 4) < 1e-6)
    let cost = 2 * Yield.matrixATP + 2 + Yield.aspartateCarrier
    #expect(cost == 3.75)
    #expect(abs(without - with.objectiveValue - cost) < 1e-6)
  }

  /// Two carboxylations and two GTP in the matrix, two phosphoglycerates in the cytosol: 6 bonds,
  /// worth 5 cytosolic ATP here. NADH is balanced: lactate gives what glyceraldehyde takes.
  @Test("pays six phosphate bonds for a glucose from two lactates")
  func gluconeogenesis() throws {
    var experiment = try HepatocyteExperiment()
    try experiment.allow("EX_o2_e", 1000)
    try experiment.allow("EX_lac__L_e", 4)
    let burnt = try experiment.optimum("ATPM")
    try experiment.bound("EX_glc__D_e", lower: 1, upper: 1)
    let with = try experiment.solution(maximizing: "ATPM")
    let bonds = try ["PCm", "PEPCK", "PEPCKm"].reduce(-experiment.flux("PGK", in: with)) {
      try $0 + experiment.flux($1, in: with)
    }
    #expect(abs(bonds - 6) < 1e-6)
    let cost = 4 * Yield.matrixATP + 2
    #expect(cost == 5)
    #expect(abs(burnt - 2 * Yield.lactate - with.objectiveValue - cost) < 1e-6)
  }
}
