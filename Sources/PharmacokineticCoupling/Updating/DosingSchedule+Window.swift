extension DosingSchedule {
  /// Returns the single administrations of a stretch of time, in order, repeats written out.
  ///
  /// A dose at `start` is not among them, one at `end` is; the first stretch of a walk that shall
  /// not lose any begins at −∞.
  ///
  /// - Complexity: One pass over all administrations.
  public func administrations(after start: Double, through end: Double) -> [Dose] {
    administrations().filter { $0.time > start && $0.time <= end }
  }
}
