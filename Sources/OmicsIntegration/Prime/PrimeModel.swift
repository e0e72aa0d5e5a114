import CohortStatistics
import MetabolicModels

/// What ``Prime`` learnt from a cohort whose growth rates are known, frozen: another patient changes
/// nothing.
///
/// Made by ``init(of:samples:growthRates:options:using:)``.
public struct PrimeModel: Sendable, Hashable, Codable {
  /// The form of the value, for files.
  public static let schema = "twinflux.prime/1"

  public let schema: String
  public let model: String
  /// Names of the samples it was trained on: none of them may serve to validate it.
  public let samples: [String]
  public let options: PrimeOptions
  /// The reactions whose expression goes with growth, in model order.
  public let reactions: [Associated]
  /// The common bound of all reactions: the smallest that costs next to no growth.
  public let commonBound: Double
  /// What bounds expression is mapped to: the least and the most.
  public let leastBound: Double
  public let greatestBound: Double
  /// The best growth of the model before any sample.
  public let growth: Double

  public struct Associated: Sendable, Hashable, Codable {
    public var id: String
    /// Of the model.
    public var reaction: Int
    public var correlation: Double
    public var pValue: Double
    public var qValue: Double
    /// Of sign(correlation) · mean level, over the samples; `minimum` is below `maximum`.
    public var minimum: Double
    public var maximum: Double

    /// 1 or −1.
    public var sign: Double { correlation < 0 ? -1 : 1 }
  }

  init(
    model: String, samples: [String], options: PrimeOptions, reactions: [Associated],
    commonBound: Double, leastBound: Double, greatestBound: Double, growth: Double
  ) {
    schema = Self.schema
    self.model = model
    self.samples = samples
    self.options = options
    self.reactions = reactions
    self.commonBound = commonBound
    self.leastBound = leastBound
    self.greatestBound = greatestBound
    self.growth = growth
  }

  /// The bound of an associated reaction at a mean level: between ``leastBound`` and
  /// ``greatestBound``, whatever the level.
  public func bound(of reaction: Associated, level: Double) -> Double {
    let place = (reaction.sign * level - reaction.minimum) / (reaction.maximum - reaction.minimum)
    return leastBound + min(max(place, 0), 1) * (greatestBound - leastBound)
  }

  private enum CodingKeys: String, CodingKey {
    case schema, model, samples, options, reactions, commonBound, leastBound, greatestBound, growth
  }

  /// - Throws: ``OmicsError/trainingDoesNotFit(reason:)`` where the value contradicts itself, and what
  ///   the decoder throws.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    schema = try values.decode(String.self, forKey: .schema)
    guard schema == Self.schema else {
      throw OmicsError.trainingDoesNotFit(
        reason: "the schema of the file is '\(schema)', not '\(Self.schema)'")
    }
    model = try values.decode(String.self, forKey: .model)
    samples = try values.decode([String].self, forKey: .samples)
    options = try values.decode(PrimeOptions.self, forKey: .options)
    reactions = try values.decode([Associated].self, forKey: .reactions)
    commonBound = try values.decode(Double.self, forKey: .commonBound)
    leastBound = try values.decode(Double.self, forKey: .leastBound)
    greatestBound = try values.decode(Double.self, forKey: .greatestBound)
    growth = try values.decode(Double.self, forKey: .growth)
    guard commonBound > 0, leastBound >= 0, leastBound <= greatestBound, greatestBound.isFinite,
      reactions.allSatisfy({ $0.minimum < $0.maximum && $0.correlation != 0 && $0.reaction >= 0 })
    else {
      throw OmicsError.trainingDoesNotFit(reason: "the numbers of the file contradict each other")
    }
  }
}

/// How ``PrimeModel`` is trained. Each default is written here and nowhere else.
public struct PrimeOptions: Sendable, Hashable, Codable {
  /// The largest q-value (Benjamini and Hochberg) of a reaction that counts as associated with growth.
  public var falseDiscoveryRate = 0.05
  public var correlation = CorrelationTest.Kind.pearson
  /// The step of both searches for bounds, in mmol·gDW⁻¹·h⁻¹.
  public var step = 0.1
  /// How much the best growth may fall by the common bound, in h⁻¹.
  public var growthLoss = 1e-4
  /// A reaction is essential if without it growth is below this share of the best.
  public var essentialShare = 0.1

  public init() {}

  func check() throws(OmicsError) {
    let isSound =
      falseDiscoveryRate > 0 && falseDiscoveryRate <= 1 && step > 0 && step.isFinite
      && growthLoss >= 0 && growthLoss.isFinite && essentialShare > 0 && essentialShare < 1
    if !isSound {
      throw .trainingDoesNotFit(
        reason: "the rate of false discoveries must be above 0 and up to 1, the step above 0, the "
          + "loss of growth not negative, and the share of essential reactions between 0 and 1")
    }
  }
}
