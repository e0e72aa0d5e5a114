/// Equally likely values of parameters, drawn together: their uncertainty with its correlations.
public struct ParameterDraws: Sendable, Hashable, Codable {
  /// In the units of the parameters themselves.
  public var parameters: [String]
  /// One row for each draw, one entry for each parameter.
  public var values: [[Double]]

  enum CodingKeys: String, CodingKey, CaseIterable { case parameters, values }

  public init(parameters: [String], values: [[Double]]) {
    self.parameters = parameters
    self.values = values
  }

  public init(from decoder: any Decoder) throws {
    let fields = try StrictFields<CodingKeys>(decoder)
    parameters = try fields.required(.parameters)
    values = try fields.required(.values)
  }

  /// From one array for each parameter.
  init(columns: [(name: String, values: [Double])]) {
    parameters = columns.map(\.name)
    let count = columns.map(\.values.count).min() ?? 0
    values = (0..<count).map { draw in columns.map { $0.values[draw] } }
  }
}
