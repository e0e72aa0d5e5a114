import Foundation

/// What is believed of a twin's positive parameters before its data: *log θ ~ N(μ, Ω)*.
///
///     let prior = try LogNormalPrior([.init("CL", median: 5, logSD: 0.4), .init("V", median: 50, logSD: 0.25)])
///     let own = try prior.shifted("CL", byFoldChange: 0.5, logSD: 0.2)
///
/// A standard deviation of 0 fixes a parameter.
public struct LogNormalPrior: Sendable, Hashable {
  /// The largest standard deviation of a logarithm, and the largest logarithm: what exceeds them is
  /// no prior but a mistake, and could overflow.
  static let largestLogSD = 10.0
  static let largestLog = 100.0

  public struct Parameter: Sendable, Hashable, Codable {
    public var name: String
    /// e^μ.
    public var median: Double
    /// ω.
    public var logSD: Double

    public init(_ name: String, median: Double, logSD: Double) {
      self.name = name
      self.median = median
      self.logSD = logSD
    }

    /// The activity of a pathway, 1 for the reference individual: what a genotype or a coupling
    /// says of it, with its uncertainty.
    ///
    /// - Throws: ``UpdatingError/foldChangeOfZero(parameter:)`` for an activity of 0.
    public static func activity(
      _ value: Double, logSD: Double, name: String = "activity"
    ) throws(UpdatingError) -> Parameter {
      guard value != 0 else { throw .foldChangeOfZero(parameter: name) }
      return Parameter(name, median: value, logSD: logSD)
    }
  }

  public let names: [String]
  /// μ.
  public let logMeans: [Double]
  /// Ω, row by row.
  public let logCovariance: [[Double]]
  let factor: SemidefiniteFactor

  /// Independent parameters.
  ///
  /// - Throws: ``UpdatingError`` for no or a repeated name, a median that is not above 0, or a
  ///   standard deviation that is negative or above 10.
  public init(_ parameters: [Parameter]) throws(UpdatingError) {
    var rows = [[Double]](
      repeating: [Double](repeating: 0, count: parameters.count), count: parameters.count)
    for (index, parameter) in parameters.enumerated() {
      try asUpdating { () throws(PharmacokineticError) in
        try Check.positive(parameter.median, "median of '\(parameter.name)'")
        try Check.nonnegative(parameter.logSD, "standard deviation of log '\(parameter.name)'")
      }
      rows[index][index] = parameter.logSD * parameter.logSD
    }
    try self.init(
      names: parameters.map(\.name), logMeans: parameters.map { log($0.median) },
      logCovariance: rows)
  }

  /// Correlated parameters.
  ///
  /// - Throws: ``UpdatingError`` for no or a repeated name, a wrong shape, and a matrix that is not
  ///   symmetric or has a negative eigenvalue.
  public init(
    names: [String], logMeans: [Double], logCovariance: [[Double]]
  ) throws(UpdatingError) {
    let what = "covariance of the prior"
    guard !names.isEmpty else { throw .noParameters }
    var seen: Set<String> = []
    for name in names where !seen.insert(name).inserted { throw .duplicateParameter(name: name) }
    guard logMeans.count == names.count else {
      throw .wrongShape(what: "logarithms of the medians", rows: 1, columns: names.count)
    }
    let matrix = try SquareMatrix.covariance(logCovariance, order: names.count, what)
    try Self.checkSizes(names, logMeans, matrix)
    guard let factor = SemidefiniteFactor(matrix) else { throw .notSemidefinite(what: what) }
    self.names = names
    self.logMeans = logMeans
    self.logCovariance = logCovariance
    self.factor = factor
  }

  private static func checkSizes(
    _ names: [String], _ means: [Double], _ covariance: SquareMatrix
  ) throws(UpdatingError) {
    try asUpdating { () throws(PharmacokineticError) in
      for (index, name) in names.enumerated() {
        try Check.finite(means[index], "log median of '\(name)'")
        guard abs(means[index]) <= largestLog else {
          throw .outOfRange(
            quantity: "log median of '\(name)'", value: means[index],
            allowed: "at most \(largestLog) in size")
        }
        guard covariance[index, index] <= largestLogSD * largestLogSD else {
          throw .outOfRange(
            quantity: "standard deviation of log '\(name)'",
            value: covariance[index, index].squareRoot(), allowed: "at most \(largestLogSD)")
        }
      }
    }
  }

  /// Returns one parameter alone, without its correlations.
  ///
  /// - Throws: ``UpdatingError/unknownParameter(name:known:)``.
  public func marginal(_ name: String) throws(UpdatingError) -> Parameter {
    let index = try index(of: name)
    return Parameter(
      name, median: exp(logMeans[index]), logSD: logCovariance[index][index].squareRoot())
  }

  func index(of name: String) throws(UpdatingError) -> Int {
    guard let index = names.firstIndex(of: name) else {
      throw .unknownParameter(name: name, known: names)
    }
    return index
  }
}

extension LogNormalPrior: Codable {
  private enum CodingKeys: String, CodingKey { case names, logMeans, logCovariance }

  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      names: fields.decode([String].self, forKey: .names),
      logMeans: fields.decode([Double].self, forKey: .logMeans),
      logCovariance: fields.decode([[Double]].self, forKey: .logCovariance))
  }

  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(names, forKey: .names)
    try fields.encode(logMeans, forKey: .logMeans)
    try fields.encode(logCovariance, forKey: .logCovariance)
  }
}
