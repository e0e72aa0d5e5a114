/// A small SBML document of Level 3 with fbc, put together from parts.
///
/// The defaults are a chain `→ A → B →` through the reactions R_in, R_ab and R_out, each within
/// 0 … 1000, that maximizes R_out.
public struct SBMLDocument3 {
  public var version = 1
  public var fbcVersion = 2
  public var rootAttributes = ""
  public var modelAttributes = #"fbc:strict="true""#
  public var functions = ""
  public var compartments = #"<compartment id="c" constant="true"/>"#
  public var species = Self.species("M_A") + Self.species("M_B")
  public var parameters =
    Self.parameter("zero", "0") + Self.parameter("big", "1000") + Self.parameter("low", "-1000")
  public var assignments = ""
  public var rules = ""
  public var reactions =
    Self.reaction("R_in", products: "M_A")
    + Self.reaction("R_ab", reactants: "M_A", products: "M_B")
    + Self.reaction("R_out", reactants: "M_B")
  public var events = ""
  public var objectives =
    #"<fbc:listOfObjectives fbc:activeObjective="o">"#
    + Self.objective("o", terms: #"<fbc:fluxObjective fbc:reaction="R_out" fbc:coefficient="1"/>"#)
    + "</fbc:listOfObjectives>"
  public var genes = ""
  /// Anything else of fbc and groups.
  public var extra = ""

  public init() {}

  public static func species(_ id: String, _ attributes: String = "", boundary: Bool = false)
    -> String
  {
    "<species id=\"\(id)\" compartment=\"c\" hasOnlySubstanceUnits=\"false\" "
      + "boundaryCondition=\"\(boundary)\" constant=\"false\" \(attributes)/>\n"
  }

  public static func parameter(
    _ id: String, _ value: String?, constant: Bool = true
  ) -> String {
    "<parameter id=\"\(id)\" \(value.map { "value=\"\($0)\"" } ?? "") constant=\"\(constant)\"/>\n"
  }

  /// `reactants` and `products` are ids, separated by blanks.
  public static func reaction(
    _ id: String, reactants: String = "", products: String = "", lower: String? = "zero",
    upper: String? = "big", reversible: Bool = false, attributes: String = "", inner: String = ""
  ) -> String {
    let bounds =
      (lower.map { "fbc:lowerFluxBound=\"\($0)\" " } ?? "")
      + (upper.map { "fbc:upperFluxBound=\"\($0)\" " } ?? "")
    return "<reaction id=\"\(id)\" reversible=\"\(reversible)\" fast=\"false\" "
      + "\(bounds)\(attributes)>"
      + references("listOfReactants", reactants) + references("listOfProducts", products)
      + "\(inner)</reaction>\n"
  }

  private static func references(_ list: String, _ ids: String) -> String {
    ids.isEmpty
      ? ""
      : "<\(list)>" + ids.split(separator: " ").map { reference(String($0)) }.joined()
        + "</\(list)>"
  }

  public static func reference(_ species: String, _ attributes: String = "stoichiometry=\"1\"")
    -> String
  {
    "<speciesReference species=\"\(species)\" \(attributes) constant=\"true\"/>"
  }

  public static func objective(_ id: String, type: String = "maximize", terms: String) -> String {
    "<fbc:objective fbc:id=\"\(id)\" fbc:type=\"\(type)\"><fbc:listOfFluxObjectives>\(terms)"
      + "</fbc:listOfFluxObjectives></fbc:objective>"
  }

  /// A `math` element around `content`.
  public static func math(_ content: String) -> String {
    "<math xmlns=\"http://www.w3.org/1998/Math/MathML\">\(content)</math>"
  }

  public static func initialAssignment(_ symbol: String, _ content: String) -> String {
    "<initialAssignment symbol=\"\(symbol)\">\(math(content))</initialAssignment>"
  }

  public static func assignmentRule(_ variable: String, _ content: String) -> String {
    "<assignmentRule variable=\"\(variable)\">\(math(content))</assignmentRule>"
  }

  public var text: String {
    func list(_ name: String, _ content: String) -> String {
      content.isEmpty ? "" : "<\(name)>\n\(content)</\(name)>\n"
    }
    let root = "http://www.sbml.org/sbml/level3/version"
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <sbml xmlns="\(root)\(version)/core" xmlns:fbc="\(root)1/fbc/version\(fbcVersion)" \
      xmlns:groups="\(root)1/groups/version1" level="3" version="\(version)" \
      fbc:required="false" groups:required="false" \(rootAttributes)>
      <model id="m" \(modelAttributes)>
      \(list("listOfFunctionDefinitions", functions))\
      \(list("listOfCompartments", compartments))\
      \(list("listOfSpecies", species))\
      \(list("listOfParameters", parameters))\
      \(list("listOfInitialAssignments", assignments))\
      \(list("listOfRules", rules))\
      \(list("listOfReactions", reactions))\
      \(list("listOfEvents", events))\
      \(objectives)\(list("fbc:listOfGeneProducts", genes))\(extra)
      </model>
      </sbml>
      """
  }

  public var bytes: [UInt8] { Array(text.utf8) }
}

/// Documents in the style of the COBRA Toolbox, before fbc.
public enum SBMLCobraDocuments {
  /// Level 2: `→ A → B →`, bounds, objective, formula, charge, genes and subsystem as that tool
  /// wrote them.
  public static func level2(
    version: Int = 4, speciesNotes: String = "<html:p>FORMULA: C6H12O6</html:p>",
    rule: String = "(G_100 and G_200)", reference: String = #"<speciesReference species="M_B"/>"#,
    species: String = "", reactions: String = ""
  ) -> [UInt8] {
    let space =
      version == 1
      ? "http://www.sbml.org/sbml/level2" : "http://www.sbml.org/sbml/level2/version\(version)"
    return Array(
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <sbml xmlns="\(space)" xmlns:html="http://www.w3.org/1999/xhtml" level="2" version="\(version)">
      <model id="m2">
      <listOfCompartments><compartment id="c"/></listOfCompartments>
      <listOfSpecies>
      <species id="M_A" name="alpha" compartment="c" charge="-2"><notes>\(speciesNotes)</notes></species>
      <species id="M_B" compartment="c"/>
      \(species)</listOfSpecies>
      <listOfReactions>
      <reaction id="R_in" reversible="false"><notes>
      <html:p>GENE_ASSOCIATION: \(rule)</html:p>
      <html:p>SUBSYSTEM: Sugar uptake</html:p></notes>
      <listOfProducts><speciesReference species="M_A"/></listOfProducts>
      \(kinetics("-5", "10", "0"))</reaction>
      <reaction id="R_ab"><listOfReactants><speciesReference species="M_A"/></listOfReactants>
      <listOfProducts>\(reference)</listOfProducts></reaction>
      <reaction id="R_out" reversible="false">
      <listOfReactants><speciesReference species="M_B"/></listOfReactants>
      \(kinetics("0", "999999", "1"))</reaction>
      \(reactions)</listOfReactions>
      </model></sbml>
      """.utf8)
  }

  public static func kinetics(_ lower: String, _ upper: String, _ objective: String) -> String {
    "<kineticLaw><math xmlns=\"http://www.w3.org/1998/Math/MathML\"><ci>FLUX_VALUE</ci></math>"
      + "<listOfParameters><parameter id=\"LOWER_BOUND\" value=\"\(lower)\"/>"
      + "<parameter id=\"UPPER_BOUND\" value=\"\(upper)\"/>"
      + "<parameter id=\"OBJECTIVE_COEFFICIENT\" value=\"\(objective)\"/>"
      + "<parameter id=\"FLUX_VALUE\" value=\"0\"/></listOfParameters></kineticLaw>"
  }

  /// Level 1, where `name` is the id; Version 1 writes "specie".
  public static func level1(version: Int = 2) -> [UInt8] {
    let specie = version == 1 ? "specie" : "species"
    let law =
      "<kineticLaw formula=\"0\"><listOfParameters><parameter name=\"LOWER_BOUND\" value=\"-3\"/>"
      + "<parameter name=\"UPPER_BOUND\" value=\"7\"/>"
      + "<parameter name=\"OBJECTIVE_COEFFICIENT\" value=\"2\"/></listOfParameters></kineticLaw>"
    return Array(
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <sbml xmlns="http://www.sbml.org/sbml/level1" level="1" version="\(version)">
      <model name="m1">
      <listOfCompartments><compartment name="c"/></listOfCompartments>
      <listOfSpecies>
      <\(specie) name="M_A" compartment="c" initialAmount="0" charge="1"/>
      <\(specie) name="M_B" compartment="c" initialAmount="0"/>
      </listOfSpecies>
      <listOfReactions><reaction name="R_ab">
      <listOfReactants><\(specie)Reference \(specie)="M_A" stoichiometry="3" denominator="2"/>
      </listOfReactants>
      <listOfProducts><\(specie)Reference \(specie)="M_B"/></listOfProducts>
      \(law)</reaction></listOfReactions>
      </model></sbml>
      """.utf8)
  }
}
