import MetabolicModels

/// A curve as a file: its schema, what is driven and asked, the units, and the breakpoints with the
/// slope to the right of each.
extension FluxResponseCurve: Codable {
  private enum Key: String, CodingKey, CaseIterable {
    case schema, sense, drive, objective, boundUnit, valueUnit, breakpoints
  }

  /// - Throws: ``FluxResponseError``, also for a key that a curve does not have.
  public init(from decoder: any Decoder) throws {
    try Self.checkKeys(of: decoder, Key.self)
    let fields = try decoder.container(keyedBy: Key.self)
    let schema = try fields.decode(String.self, forKey: .schema)
    if schema != Self.schemaName { throw FluxResponseError.unknownSchema(found: schema) }
    let points = try fields.decode([Point].self, forKey: .breakpoints)
    try self.init(
      points.map(\.breakpoint), sense: try fields.decode(FluxObjective.Sense.self, forKey: .sense),
      drive: try fields.decode(String.self, forKey: .drive),
      objective: try fields.decode(String.self, forKey: .objective),
      boundUnit: try fields.decode(String.self, forKey: .boundUnit),
      valueUnit: try fields.decode(String.self, forKey: .valueUnit))
    try checkSlopes(points.map(\.slope))
  }

  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(Self.schemaName, forKey: .schema)
    try fields.encode(sense, forKey: .sense)
    try fields.encode(drive, forKey: .drive)
    try fields.encode(objective, forKey: .objective)
    try fields.encode(boundUnit, forKey: .boundUnit)
    try fields.encode(valueUnit, forKey: .valueUnit)
    let slopes = slopes.map(Optional.some) + [nil]
    try fields.encode(
      zip(breakpoints, slopes).map { Point(breakpoint: $0, slope: $1) }, forKey: .breakpoints)
  }

  /// The slopes say again what the breakpoints say; a file in which they disagree was tampered
  /// with.
  private func checkSlopes(_ stated: [Double?]) throws(FluxResponseError) {
    for (index, slope) in slopes.enumerated() {
      guard let found = stated[index] else { continue }
      let span = breakpoints[index + 1].bound - breakpoints[index].bound
      let size = max(1, abs(breakpoints[index].value), abs(breakpoints[index + 1].value))
      if !(abs(found - slope) * span <= 1e-7 * size) {
        throw .wrongSlope(index: index, stated: found)
      }
    }
    if let last = stated.last ?? nil {
      throw .wrongSlope(index: breakpoints.count - 1, stated: last)
    }
  }

  /// A breakpoint with its slope, which the last one has not.
  private struct Point: Codable {
    var breakpoint: Breakpoint
    var slope: Double?

    enum Key: String, CodingKey, CaseIterable { case bound, value, outerBound, slope }

    init(breakpoint: Breakpoint, slope: Double?) {
      self.breakpoint = breakpoint
      self.slope = slope
    }

    init(from decoder: any Decoder) throws {
      try FluxResponseCurve.checkKeys(of: decoder, Key.self)
      let fields = try decoder.container(keyedBy: Key.self)
      breakpoint = Breakpoint(
        bound: try fields.decode(Double.self, forKey: .bound),
        value: try fields.decode(Double.self, forKey: .value),
        outerBound: try fields.decodeIfPresent(Double.self, forKey: .outerBound))
      slope = try fields.decodeIfPresent(Double.self, forKey: .slope)
    }

    func encode(to encoder: any Encoder) throws {
      var fields = encoder.container(keyedBy: Key.self)
      try fields.encode(breakpoint.bound, forKey: .bound)
      try fields.encode(breakpoint.value, forKey: .value)
      try fields.encodeIfPresent(breakpoint.outerBound, forKey: .outerBound)
      try fields.encodeIfPresent(slope, forKey: .slope)
    }
  }

  private static func checkKeys<Key: CodingKey & CaseIterable>(
    of decoder: any Decoder, _ keys: Key.Type
  ) throws {
    let known = Set(Key.allCases.map(\.stringValue))
    for key in try decoder.container(keyedBy: AnyName.self).allKeys
    where !known.contains(key.stringValue) {
      throw FluxResponseError.unknownKey(key.stringValue)
    }
  }

  private struct AnyName: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}
