/// Reading takes nothing silently: a key that is misspelt, and would be missed, is an error.
extension CoupledPK {
  public init(from decoder: any Decoder) throws {
    let fields = try StrictFields<CodingKeys>(decoder)
    self.init(
      individual: try fields.required(.individual), parameters: try fields.required(.parameters),
      pathways: try fields.required(.pathways), draws: try fields.optional(.draws),
      warnings: try fields.required(.warnings), provenance: try fields.required(.provenance))
  }
}

extension CoupledPK.Parameter {
  public init(from decoder: any Decoder) throws {
    let fields = try StrictFields<CodingKeys>(decoder)
    self.init(
      name: try fields.name(.name), unit: try fields.word(.unit),
      reference: try fields.required(.reference), value: try fields.required(.value),
      lower: try fields.required(.lower), upper: try fields.required(.upper),
      logSD: try fields.optional(.logSD), foldChange: try fields.optional(.foldChange),
      limitedBy: try fields.required(.limitedBy), pathway: try fields.optional(.pathway))
  }
}

extension CoupledPK.Pathway {
  public init(from decoder: any Decoder) throws {
    let fields = try StrictFields<CodingKeys>(decoder)
    self.init(
      id: try fields.name(.id), reference: try fields.required(.reference),
      individual: try fields.required(.individual), foldChange: try fields.required(.foldChange),
      factor: try fields.required(.factor), limitedBy: try fields.required(.limitedBy),
      structural: try fields.optional(.structural))
  }
}
