/// The power of two by which an objective is multiplied before it is solved or cut at.
///
/// A solver's tolerances are absolute: with coefficients of 1e-10 any point would look optimal, and a
/// cut on the objective would cut nothing.
enum ObjectiveScale {
  /// What brings `largest`, the largest magnitude of a coefficient, to between 1 and 2; 1 where
  /// there is no such power.
  static func factor(forLargest largest: Double) -> Double {
    guard largest > 0, largest.isFinite else { return 1 }
    let factor = 1 / largest.binade
    return factor.isFinite ? factor : 1
  }
}
