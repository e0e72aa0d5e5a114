/// A chemical species in one compartment: one row of the stoichiometric matrix.
public struct Metabolite: Sendable, Hashable {
  /// Unique among the model's metabolites.
  public var id: String
  public var name: String
  /// The id of a ``Compartment``.
  public var compartment: String
  /// The elemental composition in Hill order, such as `C6H12O6`; `nil` where the file gives none.
  public var formula: String?
  /// The electric charge in units of *e*; `nil` where the file gives none. SBML fbc version 3
  /// allows a fraction.
  public var charge: Double?
  public var annotations: Annotations

  public init(
    id: String, name: String = "", compartment: String = "", formula: String? = nil,
    charge: Double? = nil, annotations: Annotations = Annotations()
  ) {
    self.id = id
    self.name = name
    self.compartment = compartment
    self.formula = formula
    self.charge = charge
    self.annotations = annotations
  }
}

/// A place in or around the cell.
public struct Compartment: Sendable, Hashable {
  public var id: String
  public var name: String

  public init(id: String, name: String = "") {
    self.id = id
    self.name = name
  }
}
