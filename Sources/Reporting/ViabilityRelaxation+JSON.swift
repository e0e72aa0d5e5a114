import OmicsIntegration

extension Viability.Assessment {
  /// The optima without omics and under the patient's bounds.
  public var json: JSONValue { .object(members) }

  fileprivate var members: [JSONValue.Member] {
    [
      .init("optimum_without_omics", .number(referenceOptimum)),
      .init("patient_optimum", .optional(patientOptimum)),
      .init("blocked", .bool(isBlocked)),
    ]
  }
}

extension ViabilityRelaxation {
  /// The optima and every bound that moved or would have to, under the key `key`.
  public func json(listedAs key: String) -> JSONValue {
    .object(
      assessment.members + [
        .init("fraction", .number(fraction)),
        .init("target", .number(target)),
        .init("optimum", .number(optimum)),
        .init("total", .number(total)),
        .init(key, .array(bounds.map(\.json))),
      ])
  }
}

extension ViabilityRelaxation.RelaxedBound {
  fileprivate var json: JSONValue {
    .members([
      "reaction": .string(id), "side": .string(side.rawValue), "from": .number(from),
      "to": .number(to), "amount": .number(amount),
      "genes": .array(genes.map(JSONValue.string)),
    ])
  }
}
