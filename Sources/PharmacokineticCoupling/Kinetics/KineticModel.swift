/// A drug's pharmacokinetic model as data: its compartments, and the parameters of the reference
/// individual.
///
/// What a twin that has no model of its own couples to, and what the files of the command line hold.
/// One that has its own reads ``CoupledPK`` and leaves this aside.
public struct KineticModel: Sendable, Hashable, Codable {
  /// A parameter of the reference individual.
  public struct Parameter: Sendable, Hashable, Codable {
    public var value: Double
    public var unit: PharmacokineticUnit
    /// *ω*: the standard deviation of the parameter's logarithm between individuals alike in all that
    /// the coupling knows; `nil` for one that does not vary.
    public var logSD: Double?

    enum CodingKeys: String, CodingKey, CaseIterable { case value, unit, logSD }

    public init(_ value: Double, _ unit: PharmacokineticUnit, logSD: Double? = nil) {
      self.value = value
      self.unit = unit
      self.logSD = logSD
    }

    public init(from decoder: any Decoder) throws {
      let fields = try StrictFields<CodingKeys>(decoder)
      value = try fields.number(.value, atLeast: 0, allowed: zeroOrMore)
      unit = try fields.word(.unit)
      logSD = try fields.optionalNumber(.logSD, atLeast: 0, strictly: true, allowed: aboveZero)
      if logSD != nil, value == 0 {
        throw CouplingError.notNeeded(
          path: fields.path(.logSD), because: "a parameter of 0 has no logarithm")
      }
    }
  }

  public var structure: KineticStructure
  public var parameters: [String: Parameter]
  /// What is usually given, as ``DosingSchedule/init(text:molarMass:)`` reads it; `nil` for nothing
  /// usual.
  public var dosing: String?

  enum CodingKeys: String, CodingKey, CaseIterable { case structure, parameters, dosing }

  public init(
    structure: KineticStructure, parameters: [String: Parameter], dosing: String? = nil
  ) {
    self.structure = structure
    self.parameters = parameters
    self.dosing = dosing
  }

  public init(from decoder: any Decoder) throws {
    let fields = try StrictFields<CodingKeys>(decoder)
    structure = try fields.required(.structure)
    parameters = try fields.required(.parameters)
    dosing = try fields.optional(.dosing)
  }

  /// The reference individual's values, for a ``CouplingRequest``.
  public var parameterSet: PKParameterSet {
    PKParameterSet(parameters.mapValues { Quantity($0.value, $0.unit) })
  }

  /// The names that the structure needs and `values` lacks, each once, in the order of the slots.
  public func missing(in values: PKParameterSet) -> [String] {
    var seen = Set<String>()
    return structure.slots.map(\.parameter).filter {
      values[$0] == nil && seen.insert($0).inserted
    }
  }
}
