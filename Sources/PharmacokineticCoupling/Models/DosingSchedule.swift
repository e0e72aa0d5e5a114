/// Doses in the order of their times, checked.
public struct DosingSchedule: Sendable, Hashable {
  /// The most single administrations that a schedule may expand to.
  public static let administrationLimit = 1_000_000

  public let doses: [Dose]

  /// - Throws: ``PharmacokineticError/notFinite(quantity:)``,
  ///   ``PharmacokineticError/outOfRange(quantity:value:allowed:)`` for a negative dose, a duration
  ///   or interval that is not above 0, repeats without an interval, or more than
  ///   ``administrationLimit`` administrations;
  ///   ``PharmacokineticError/timesOutOfOrder(earlier:later:)``.
  public init(_ doses: [Dose]) throws(PharmacokineticError) {
    for dose in doses { try dose.check() }
    try Check.increasing(doses.map(\.time), "time of a dose")
    var count = 0
    for dose in doses {
      count += min(dose.additional, Self.administrationLimit) + 1
      guard count <= Self.administrationLimit else {
        throw .outOfRange(
          quantity: "number of administrations", value: Double(dose.additional) + 1,
          allowed: "at most \(Self.administrationLimit) in all")
      }
    }
    self.doses = doses
  }

  /// One interval after the last dose, or two days after one that does not repeat, h.
  public var usualEnd: Double {
    guard let last = administrations().last else { return 24 }
    let interval = doses.compactMap(\.interval).max() ?? 48
    return max(24, last.time + interval)
  }

  /// The doses without the repeats that a later steady-state dose cancels: those at its time or after
  /// it. NONMEM cancels "pending additional doses" the same way (Users Guide, SS data item).
  func lastingDoses() -> [Dose] {
    var result = doses
    for (index, dose) in doses.enumerated() {
      guard let interval = dose.interval, dose.additional > 0,
        let reset = doses[(index + 1)...].first(where: \.steadyState)?.time
      else { continue }
      var kept = 0
      while kept < dose.additional, dose.time + Double(kept + 1) * interval < reset { kept += 1 }
      result[index].additional = kept
    }
    return result
  }

  /// One dose at a time, each alone, in the order of their times.
  func administrations() -> [Dose] {
    var single: [Dose] = []
    for dose in lastingDoses() {
      for repeatIndex in 0...dose.additional {
        var one = dose
        one.time = dose.time + Double(repeatIndex) * (dose.interval ?? 0)
        one.additional = 0
        one.steadyState = dose.steadyState && repeatIndex == 0
        single.append(one)
      }
    }
    // The standard library's sort is not promised to be stable, so the place breaks ties.
    return single.enumerated()
      .sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
      .map(\.element)
  }
}

extension DosingSchedule: Codable {
  public init(from decoder: any Decoder) throws {
    try self.init(try decoder.singleValueContainer().decode([Dose].self))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(doses)
  }
}
