import Foundation

/// What a twin's data have taught about its parameters: a file to store, and to show.
public struct PosteriorSummary: Sendable, Hashable, Codable {
  public static let schema = "twinflux.posterior/1"

  public struct Quantile: Sendable, Hashable, Codable {
    public var level: Double
    public var value: Double

    public init(level: Double, value: Double) {
      self.level = level
      self.value = value
    }
  }

  public struct Parameter: Sendable, Hashable, Codable {
    public var name: String
    public var mean: Double
    public var sd: Double
    /// Of the logarithm.
    public var logMean: Double
    public var logSD: Double
    public var quantiles: [Quantile]
    /// What was believed before.
    public var prior: LogNormalPrior.Parameter

    /// The part of the prior's variance of the logarithm that the data have taken away; `nil` for
    /// a fixed parameter.
    public var contraction: Double? {
      prior.logSD > 0 ? 1 - (logSD / prior.logSD) * (logSD / prior.logSD) : nil
    }
  }

  public var schema = PosteriorSummary.schema
  public var parameters: [Parameter]
  /// Between the logarithms, row by row; 0 with a fixed parameter.
  public var logCorrelation: [[Double]]
  public var logEvidence: Double
  public var effectiveSampleSize: Double
  public var options: ParticleOptions
  public var prior: LogNormalPrior
  /// One for each measurement. With the prior and the options, all that it takes to repeat the
  /// update, or to go on with it.
  public var updates: [UpdateReport]

  public subscript(name: String) -> Parameter? { parameters.first { $0.name == name } }
}

extension PosteriorSummary {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case schema, parameters, logCorrelation, logEvidence, effectiveSampleSize, options, prior
    case updates
  }

  /// - Throws: ``UpdatingError/unknownSchema(found:expected:)``, and what decoding throws.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    schema = try fields.decode(String.self, forKey: .schema)
    guard schema == Self.schema else {
      throw UpdatingError.unknownSchema(found: schema, expected: Self.schema)
    }
    parameters = try fields.decode([Parameter].self, forKey: .parameters)
    logCorrelation = try fields.decode([[Double]].self, forKey: .logCorrelation)
    logEvidence = try fields.decode(Double.self, forKey: .logEvidence)
    effectiveSampleSize = try fields.decode(Double.self, forKey: .effectiveSampleSize)
    options = try fields.decode(ParticleOptions.self, forKey: .options)
    prior = try fields.decode(LogNormalPrior.self, forKey: .prior)
    updates = try fields.decode([UpdateReport].self, forKey: .updates)
  }
}

/// Draws of a twin's parameters, all of one weight.
public struct PosteriorDraws: Sendable, Hashable, Codable {
  public static let schema = "twinflux.draws/1"

  public var schema = PosteriorDraws.schema
  public var parameters: [String]
  /// One row for each draw.
  public var values: [[Double]]

  public init(parameters: [String], values: [[Double]]) {
    self.parameters = parameters
    self.values = values
  }

  private enum CodingKeys: String, CodingKey { case schema, parameters, values }

  /// - Throws: ``UpdatingError/unknownSchema(found:expected:)``, and
  ///   ``UpdatingError/wrongShape(what:rows:columns:)``.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    schema = try fields.decode(String.self, forKey: .schema)
    guard schema == Self.schema else {
      throw UpdatingError.unknownSchema(found: schema, expected: Self.schema)
    }
    parameters = try fields.decode([String].self, forKey: .parameters)
    values = try fields.decode([[Double]].self, forKey: .values)
    let columns = parameters.count
    guard values.allSatisfy({ $0.count == columns }) else {
      throw UpdatingError.wrongShape(
        what: "table of draws", rows: values.count, columns: columns)
    }
  }
}

/// Quantiles of an observable over time.
public struct QuantileCurve: Sendable, Hashable, Codable {
  public var observable: String
  /// h.
  public var times: [Double]
  public var levels: [Double]
  /// One row for each time, one entry for each level, in the unit of the predictions.
  public var values: [[Double]]

  public init(observable: String, times: [Double], levels: [Double], values: [[Double]]) {
    self.observable = observable
    self.times = times
    self.levels = levels
    self.values = values
  }
}
