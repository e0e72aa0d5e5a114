/// One value for each of a twin's parameters.
public struct ParameterVector: Sendable, Hashable {
  public let names: [String]
  public let values: [Double]

  /// - Precondition: As many values as names.
  public init(names: [String], values: [Double]) {
    precondition(names.count == values.count, "\(values.count) values for \(names.count) names.")
    self.names = names
    self.values = values
  }

  /// By place.
  public subscript(index: Int) -> Double { values[index] }

  /// By name.
  ///
  /// - Throws: ``PharmacokineticError/unknownName(kind:name:known:)``.
  public func value(_ name: String) throws(PharmacokineticError) -> Double {
    guard let index = names.firstIndex(of: name) else {
      throw .unknownName(kind: "parameter", name: name, known: names)
    }
    return values[index]
  }
}

/// The parameters of many particles, one column for each parameter.
public struct ParticleTable: Sendable, Hashable {
  public let names: [String]
  /// How many particles.
  public let count: Int
  /// Parameter j of particle i is at j·``count`` + i.
  public internal(set) var values: [Double]

  init(names: [String], count: Int) {
    self.names = names
    self.count = count
    values = [Double](repeating: 0, count: names.count * count)
  }

  public subscript(particle: Int, parameter: Int) -> Double {
    values[parameter * count + particle]
  }

  public func vector(_ particle: Int) -> ParameterVector {
    ParameterVector(
      names: names, values: names.indices.map { values[$0 * count + particle] })
  }

  /// Overwrites one particle by that of another table of the same shape.
  mutating func copy(_ particle: Int, from other: ParticleTable) {
    for j in names.indices {
      values[j * count + particle] = other.values[j * count + particle]
    }
  }

  func selecting(_ indices: [Int]) -> ParticleTable {
    var result = ParticleTable(names: names, count: indices.count)
    result.values = Self.selecting(indices, of: values, count: count)
    return result
  }

  /// The given particles of columns of `count` entries.
  static func selecting(_ indices: [Int], of values: [Double], count: Int) -> [Double] {
    guard count > 0 else { return [] }
    var result = [Double](repeating: 0, count: values.count / count * indices.count)
    for column in 0..<values.count / count {
      let (from, to) = (column * count, column * indices.count)
      for (place, index) in indices.enumerated() { result[to + place] = values[from + index] }
    }
    return result
  }
}
