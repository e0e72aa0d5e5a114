import FluxAnalysis
import Foundation

/// What a pathway of a drug can carry as a function of one supply, enzyme or bound of an
/// individual: all that a simulation needs of the network, so that it needs no solver.
///
///     let curve = try NetworkCoupler(rules).capacityCurve(
///       of: "sul", along: .supply(exchange: "EX_so4[e]"), from: 0, to: 20, using: fluxes)
///     pathway.cap = try curve.cap(of: sulphate, dryMass: Quantity(450, .gramDryWeight))
///
/// The curve is concave and straight between its breakpoints; every breakpoint is proved by an
/// outer bound.
public struct CapacityCurve: Sendable, Hashable {
  public static let schemaName = "twinflux.capacity/1"

  public let drug: String
  public let individual: String
  public let pathway: String
  public let driver: CapacityDriver
  /// Capacity in mmol·gDW⁻¹·h⁻¹ over the driving number.
  public let response: FluxResponseCurve
  /// For each straight piece what limits the pathway there, in words, the greatest part first.
  public let limitedBy: [[String]]
  /// Checksums of the network and the rules that the curve is of.
  public let modelDigest: String
  public let rulesDigest: String

  /// The capacity at a driving number, mmol·gDW⁻¹·h⁻¹.
  ///
  /// - Throws: ``FluxResponseError/outsideDomain(bound:domain:)``.
  public func capacity(at bound: Double) throws(FluxResponseError) -> Double {
    try response.value(at: bound)
  }

  /// The breakpoints as a table for other programs: the header `bound,capacity,slope`, then one
  /// line each, the slope being that to the right of the breakpoint and empty for the last one.
  ///
  /// The bound is in the unit of the driver (mmol·gDW⁻¹·h⁻¹, or 1 for an activity), the capacity in
  /// mmol·gDW⁻¹·h⁻¹. Between two breakpoints the capacity is the straight line; outside of the
  /// first and the last it is unknown.
  public var csv: String {
    let slopes = response.slopes.map { "\($0)" } + [""]
    let lines = zip(response.breakpoints, slopes).map { "\($0.bound),\($0.value),\($1)" }
    return (["bound,capacity,slope"] + lines).joined(separator: "\n") + "\n"
  }

  /// The cap of a ``SaturableModel/Pathway`` from a supply over time: *capacity(supply(t)) · dry
  /// mass*, in mmol·h⁻¹.
  ///
  /// - Parameters:
  ///   - supply: In the unit of the driver.
  ///   - dryMass: Of the organ, such as ``ScalingConstants/dryMass(ofLiver:)``.
  /// - Throws: ``PharmacokineticError/outOfRange(quantity:value:allowed:)`` for a supply outside of
  ///   the curve's domain, and what a step function or a quantity that is none throws.
  public func cap(
    of supply: StepFunction, dryMass: Quantity
  ) throws(PharmacokineticError) -> StepFunction {
    try supply.check(driver.words)
    let mass = try dryMass.value(in: .gramDryWeight)
    try Check.positive(mass, "dry mass")
    var caps: [Double] = []
    for value in supply.values {
      do throws(FluxResponseError) { caps.append(max(0, try capacity(at: value)) * mass) } catch {
        let domain = response.domain
        throw .outOfRange(
          quantity: driver.words, value: value,
          allowed: "\(domain.lowerBound) to \(domain.upperBound), which the curve covers")
      }
    }
    return StepFunction(times: supply.times, values: caps)
  }
}

extension CapacityCurve: Codable {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case schema, drug, individual, pathway, driver, response, limitedBy, modelDigest, rulesDigest
  }

  /// Reads a curve's document.
  ///
  /// - Throws: ``CapacityCurveError``: an unknown key, another schema, a response that is not
  ///   concave.
  public init(json bytes: [UInt8]) throws(CapacityCurveError) {
    do {
      self = try JSONDecoder().decode(CapacityCurve.self, from: Data(bytes))
    } catch let error as FluxResponseError {
      throw .response(error)
    } catch {
      throw .document(CouplingError(error))
    }
  }

  public init(from decoder: any Decoder) throws {
    let fields = try StrictFields<CodingKeys>(decoder)
    let schema: String = try fields.required(.schema)
    guard schema == Self.schemaName else {
      throw CouplingError.unknownSchema(found: schema, expected: Self.schemaName)
    }
    drug = try fields.required(.drug)
    individual = try fields.required(.individual)
    pathway = try fields.required(.pathway)
    driver = try fields.required(.driver)
    response = try fields.required(.response)
    limitedBy = try fields.required(.limitedBy)
    modelDigest = try fields.required(.modelDigest)
    rulesDigest = try fields.required(.rulesDigest)
    guard limitedBy.count == response.slopes.count else {
      throw CouplingError.wrongType(
        path: fields.path(.limitedBy), expected: "a list of one list for each piece of the response"
      )
    }
    if response.sense != .maximize {
      throw CouplingError.wrongType(
        path: fields.path(.response), expected: "the response of a maximum")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Self.schemaName, forKey: .schema)
    try container.encode(drug, forKey: .drug)
    try container.encode(individual, forKey: .individual)
    try container.encode(pathway, forKey: .pathway)
    try container.encode(driver, forKey: .driver)
    try container.encode(response, forKey: .response)
    try container.encode(limitedBy, forKey: .limitedBy)
    try container.encode(modelDigest, forKey: .modelDigest)
    try container.encode(rulesDigest, forKey: .rulesDigest)
  }

  /// The document, its keys sorted: the same bytes for the same curve.
  public func json() throws(CapacityCurveError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do { return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")] } catch {
      throw .document(CouplingError(error))
    }
  }
}

/// Why a capacity has no curve, or a document is none.
public enum CapacityCurveError: Error, Sendable, Hashable {
  case coupling(CouplingError)
  case document(CouplingError)
  case response(FluxResponseError)
  case unknownPathway(id: String, known: [String])
  /// A pathway, or a statistic, that no network decides.
  case notMeasured(pathway: String)
  case range(driver: String, from: Double, to: Double)
  /// Between the ends of the range a bound of the individual does not go in a straight line.
  case notStraight(driver: String, reaction: String)
  /// Not even the loosest end of the range is feasible, or only one point of it.
  case infeasible(driver: String, from: Double, to: Double)
  /// Several bounds move at once, and the tight end of the range is not feasible.
  case infeasibleEnd(driver: String, at: Double)
  case notProved(pathway: String, at: Double, value: Double, outerBound: Double?)
  case tooManyPieces(pathway: String)
}

extension CapacityCurveError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .coupling(let error), .document(let error): error.description
    case .response(let error): error.description
    case .unknownPathway(let id, let known):
      "The rules have no pathway '\(id)'. Known: \(known.joined(separator: ", "))."
    case .notMeasured(let pathway):
      "The capacity of '\(pathway)' does not come from a network: the pathway is constant, or the "
        + "statistic of the rules is 'bound'. Ask for another pathway, or use 'capacity'."
    case .range(let driver, let from, let to):
      "The \(driver) cannot run from \(from) to \(to). Give two finite numbers, the smaller "
        + "first, and no negative uptake or activity."
    case .notStraight(let driver, let reaction):
      "The bounds of '\(reaction)' do not follow the \(driver) in a straight line over this range: "
        + "its gene rule or another cap takes over on the way. Ask for a range on one side of that."
    case .infeasible(let driver, let from, let to):
      "The \(driver) from \(from) to \(to) leaves no flux distribution that fits, or one point "
        + "only. Check the individual's demands and supplies, or widen the range."
    case .infeasibleEnd(let driver, let at):
      "No flux distribution fits at \(at) for the \(driver). Begin the range where the "
        + "individual's demands can be met."
    case .notProved(let pathway, let at, let value, let outerBound):
      "The capacity of '\(pathway)' at \(at) is \(value) by the solver, and "
        + (outerBound.map { "\($0) is all that is proved" } ?? "nothing is proved")
        + ". Try another solver."
    case .tooManyPieces(let pathway):
      "The capacity of '\(pathway)' bends more often than a curve is meant for. Narrow the range."
    }
  }
}
