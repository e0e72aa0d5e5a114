import Foundation
import TestSupport
import Testing

@testable import PharmacokineticCoupling

@Suite("The schema of coupling rules")
struct RulesSchemaTests {
  private static let folder = ShippedData.path("Models/coupling")

  static let files: [String] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(".json") && !$0.hasSuffix(".schema.json") }.sorted()
  }()

  private func schema() throws -> SchemaDocument {
    try SchemaDocument(storedBytes(Self.folder + "/coupling-rules.schema.json"))
  }

  private func reads(_ document: SchemaDocument) throws -> Bool {
    (try? CouplingRules(json: document.bytes)) != nil
  }

  private static func keys<Key: CaseIterable & RawRepresentable<String>>(
    _ keys: Key.Type
  ) -> Set<String> { Set(Key.allCases.map(\.rawValue)) }

  /// What the reader knows, by the name of the definition.
  private static let known: [String: Set<String>] = [
    "": keys(CouplingRules.CodingKeys.self),
    "drug": keys(CoupledDrug.CodingKeys.self),
    "compound": keys(CoupledDrug.Compound.CodingKeys.self),
    "model": keys(ModelHint.CodingKeys.self),
    "probe": keys(CouplingProbe.CodingKeys.self),
    "supply": keys(CouplingProbe.Supply.CodingKeys.self),
    "extension": keys(AddedReaction.CodingKeys.self),
    "composition": keys(AddedReaction.Composition.CodingKeys.self),
    "replacedBounds": keys(ReplacedBounds.CodingKeys.self),
    "pool": keys(EnzymePool.CodingKeys.self),
    "pathway": keys(CoupledPathway.CodingKeys.self),
    "cap": keys(EnzymeCap.CodingKeys.self),
    "isoform": keys(EnzymeCap.Isoform.CodingKeys.self),
    "transform": keys(FoldTransform.CodingKeys.self),
    "target": keys(CouplingTarget.CodingKeys.self),
    "derive": keys(ClearanceDerivation.CodingKeys.self),
    "pharmacokinetics": keys(KineticModel.CodingKeys.self),
    "parameter": keys(KineticModel.Parameter.CodingKeys.self),
    "structure": keys(KineticStructure.CodingKeys.self),
    "compartment": keys(KineticStructure.Compartment.CodingKeys.self),
    "transfer": keys(KineticStructure.Transfer.CodingKeys.self),
    "saturableTransfer": keys(KineticStructure.SaturableTransfer.CodingKeys.self),
    "effectSite": keys(KineticStructure.EffectSite.CodingKeys.self),
    "absorption": keys(KineticStructure.Uptake.CodingKeys.self),
    "uncertainty": keys(CouplingUncertainty.CodingKeys.self),
    "checks": keys(CheckLimits.CodingKeys.self),
  ]

  @Test("has every key of the reader, and no other")
  func keys() throws {
    let schema = try schema()
    let definitions = try #require(schema["$defs"]).members
    let objects = definitions.filter { $0.value["type"] == .text("object") }
    #expect(Set(objects.keys) == Set(Self.known.keys).subtracting([""]))
    for (name, keys) in Self.known {
      let object = try #require(name.isEmpty ? schema : objects[name])
      #expect(Set(object["properties"]?.members.keys.map { $0 } ?? []) == keys, "\(name)")
      #expect(object["additionalProperties"] == .bool(false), "\(name)")
      let required = Set((object["required"]?.items ?? []).compactMap(\.text))
      #expect(required.isSubset(of: keys), "\(name)")
    }
    #expect(schema["properties"]?["schema"]?["const"] == .text(CouplingRules.schemaName))
  }

  @Test("has every word of the reader, and no other")
  func words() throws {
    let definitions = try #require(try schema()["$defs"])
    let words = { (place: SchemaDocument?) in Set((place?["enum"]?.items ?? []).compactMap(\.text))
    }
    let property = { (name: String, key: String) in definitions[name]?["properties"]?[key] }
    #expect(words(definitions["unit"]) == Self.keys(PharmacokineticUnit.self))
    #expect(
      words(try schema()["properties"]?["statistic"]) == Self.keys(CouplingStatistic.self))
    #expect(
      words(property("pathway", "direction")) == Self.keys(CoupledPathway.Direction.self))
    #expect(words(property("cap", "fromGPR")) == Self.keys(EnzymeCap.Alternatives.self))
    #expect(words(property("transform", "kind")) == Self.keys(FoldTransform.Kind.self))
    #expect(words(property("derive", "hepatic")) == Self.keys(LiverMixing.self))
    #expect(
      words(property("derive", "outputs")?["items"])
        == Self.keys(ClearanceDerivation.Output.self))
  }

  @Test("accepts every document that is shipped", arguments: files)
  func shipped(_ file: String) throws {
    let document = try SchemaDocument(storedBytes(Self.folder + "/" + file))
    #expect(try SchemaChecker(root: schema()).accepts(document))
    #expect(try reads(document))
  }

  @Test("there are documents to check")
  func areThere() { #expect(Self.files.count >= 4) }

  /// Whatever one change makes of a document: what the reader takes the schema takes, a key that
  /// nobody knows neither.
  @Test("takes what the reader takes", arguments: files + [""])
  func mutants(_ file: String) throws {
    let bytes =
      file.isEmpty ? Array(Self.everything.utf8) : try storedBytes(Self.folder + "/" + file)
    let document = try SchemaDocument(bytes)
    let checker = SchemaChecker(root: try schema())
    var (taken, refused) = (0, 0)
    for mutant in document.mutants {
      let isTaken = try checker.accepts(mutant)
      if try reads(mutant) {
        #expect(isTaken, "the reader takes \(mutant)")
        taken += 1
      } else if !isTaken {
        refused += 1
      }
    }
    #expect(taken > 10 && refused > 100)
  }

  /// A document in which every key of the schema stands.
  private static let everything = """
    { "schema": "twinflux.coupling/1",
      "drug": {"name": "d", "molarMass": 200, "metabolite": {"name": "m", "molarMass": 216}},
      "model": {"family": "tiny", "idStyle": "plain"},
      "probe": {"exchange": "EX_d", "uptake": 1000,
        "medium": [{"exchange": "EX_o2", "uptake": 10, "name": "oxygen"}]},
      "extensions": [{"id": "NEW", "equation": {"a": -1, "b": 1}, "lower": -5, "upper": 5,
        "compositions": {"a": {"formula": "CH4", "charge": 0}}}],
      "bounds": [{"reaction": "R", "lower": 0, "upper": 0}],
      "pools": [{"id": "P", "uses": {"A": 1, "B": 2}, "cap": {"fixed": 3}}],
      "pathways": [
        {"id": "a", "reactions": ["A", "B"], "direction": "reverse", "fraction": 0.5,
          "cap": {"isoforms": [{"gene": "g", "weight": 1, "name": "CYP"}]}},
        {"id": "b", "reactions": ["C"], "fraction": 0.25, "cap": {"fromGPR": "max", "scale": 2}},
        {"id": "c", "constant": 1, "fraction": 0.25}],
      "statistic": "capacity",
      "transform": {"kind": "power", "exponent": 0.5, "clamp": [0, 10]},
      "targets": [{"parameter": "CLint_a", "pathway": "a", "unit": "L/h"}],
      "derive": {"hepatic": "parallelTube", "clearances": ["CLint_a"], "activating": "CLint_a",
        "outputs": ["CL_H", "k_loss"]},
      "pharmacokinetics": {
        "structure": {
          "compartments": [{"name": "x", "volume": "V", "elimination": ["k"], "molarMass": 200},
            {"name": "y"}],
          "transfers": [{"from": "x", "to": "y", "rate": "k_xy"}],
          "saturable": [{"from": "y", "to": "x", "maximumRate": "Vm", "halfSaturation": "Km",
            "unboundFraction": "fu"}],
          "effectSites": [{"name": "e", "follows": "x", "rate": "ke0"}],
          "intravenous": "x",
          "absorption": {"into": "x", "rate": "ka", "lag": "tl", "bioavailability": "F"}},
        "parameters": {"V": {"value": 10, "unit": "L", "logSD": 0.2}},
        "dosing": "50 mg PO q24h x7"},
      "uncertainty": {"omicsLogSD": 0.3, "structuralFraction": 0.1, "draws": 20, "seed": 1},
      "checks": {"zeroProbeTol": 1e-6, "probeNotBinding": false, "referenceMin": 1e-6,
        "fractionTol": 1e-6} }
    """

  @Test("the document with every key has every key")
  func everything() throws {
    let document = try SchemaDocument(Array(Self.everything.utf8))
    #expect(try reads(document) && SchemaChecker(root: schema()).accepts(document))
    var found: Set<String> = []
    func collect(_ value: SchemaDocument) {
      found.formUnion(value.members.keys)
      for part in Array(value.members.values) + value.items { collect(part) }
    }
    collect(document)
    #expect(Self.known.values.reduce(into: Set()) { $0.formUnion($1) }.isSubset(of: found))
  }
}
