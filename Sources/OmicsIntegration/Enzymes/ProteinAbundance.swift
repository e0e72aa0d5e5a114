import Foundation

/// Units in which tables of proteins come, and how they become nmol/gDW.
public enum ProteinUnit: String, Sendable, Hashable, CaseIterable {
  /// Parts per million of all protein molecules (PaxDb).
  case ppm
  /// Intensities proportional to mass (label-free quantification).
  case lfq
  /// Intensities proportional to moles (iBAQ).
  case ibaq
  /// Molecules in a cell.
  case copies
  case mmol, umol, nmol
  /// Mass, in mg/gDW.
  case mg

  /// Whether the numbers say only how the proteins relate, and the whole must be known.
  public var isRelative: Bool { [.ppm, .lfq, .ibaq].contains(self) }
}

/// The formulas that make concentrations of abundances. Concentrations are in nmol/gDW, masses in kDa
/// (g/mmol), *Ptot* in g/gDW. A missing abundance stays missing.
public enum ProteinAbundance {
  /// Molecules in a mole (the SI's exact number).
  public static let avogadro = 6.02214076e23
  /// nmol in a mmol.
  static let nanomolesPerMillimole = 1e6

  /// *c = a / Σ (a·mass) · Ptot*: for ppm and iBAQ, which are proportional to moles. The sum is over
  /// the proteins of the table with a mass.
  public static func fromMoleShares(
    _ abundances: [Double?], masses: [Double?], total: Double
  ) -> [Double?] {
    precondition(abundances.count == masses.count, "\(masses.count) masses")
    let whole = zip(abundances, masses).reduce(0.0) { sum, pair in
      sum + (pair.0 ?? 0) * (pair.1 ?? 0)
    }
    if whole <= 0 { return abundances.map { _ in nil } }
    return abundances.map { $0.map { $0 / whole * total * nanomolesPerMillimole } }
  }

  /// *c = I / Σ I · Ptot / mass*: for intensities proportional to mass. A protein without a mass stays
  /// without a concentration, and counts in the sum.
  public static func fromMassShares(
    _ intensities: [Double?], masses: [Double?], total: Double
  ) -> [Double?] {
    precondition(intensities.count == masses.count, "\(masses.count) masses")
    let whole = intensities.reduce(0.0) { $0 + ($1 ?? 0) }
    return zip(intensities, masses).map { intensity, mass in
      guard let intensity, let mass, mass > 0, whole > 0 else { return nil }
      return intensity / whole * total / mass * nanomolesPerMillimole
    }
  }

  /// *c = N / N_A / (gDW of a cell)*.
  public static func fromCopies(_ copies: Double, gramsPerCell: Double) -> Double {
    copies / avogadro * 1e9 / gramsPerCell
  }

  /// mg/gDW of a protein of `mass` kDa.
  public static func fromMilligrams(_ milligrams: Double, mass: Double) -> Double {
    milligrams / mass * 1e3
  }

  /// What a base-2 logarithm stands for, as most intensities are published.
  public static func fromLog2(_ value: Double) -> Double { exp2(value) }
}
