/// A way from what a network can carry to a twin's parameters: the plug-in.
///
/// A pure function of its inputs: the same request and the same provider give the same answer, digit
/// by digit. ``NetworkCoupler`` is the one of this library; a twin writes others outside of it and
/// registers them in a ``CouplerRegistry``.
public protocol PKCoupler: Sendable {
  /// Unique among the couplers of a registry.
  var name: String { get }

  func couple(
    _ request: CouplingRequest, using fluxes: any FluxProvider
  ) throws(CouplingError) -> CoupledPK
}

/// Whose parameters are wanted, against whom.
public struct CouplingRequest: Sendable, Hashable, Codable {
  public var individual: CoupledIndividual
  /// Every fold change is one of this individual's capacities.
  public var reference: CoupledIndividual
  /// Of the reference individual.
  public var parameters: PKParameterSet

  public init(
    _ individual: CoupledIndividual, reference: CoupledIndividual = .reference,
    parameters: PKParameterSet
  ) {
    self.individual = individual
    self.reference = reference
    self.parameters = parameters
  }
}

/// Couplers by name. A value: whoever needs it holds it, and there is no other state.
public struct CouplerRegistry: Sendable {
  private var couplers: [String: any PKCoupler] = [:]

  public init() {}

  public var names: [String] { couplers.keys.sorted() }

  /// - Throws: ``CouplingError/duplicateCoupler(name:)``.
  public mutating func register(_ coupler: some PKCoupler) throws(CouplingError) {
    if couplers[coupler.name] != nil { throw .duplicateCoupler(name: coupler.name) }
    couplers[coupler.name] = coupler
  }

  /// - Throws: ``CouplingError/unknownCoupler(name:known:)``.
  public func coupler(_ name: String) throws(CouplingError) -> any PKCoupler {
    guard let coupler = couplers[name] else { throw .unknownCoupler(name: name, known: names) }
    return coupler
  }
}
