import TestSupport
import Testing
import TwinFlux

/// The shipped SBML file as a user reads it.
@Suite("Shipped model file")
struct ShippedModelTests {
  let loaded: LoadedModel

  init() throws {
    let path = ShippedData.path("Models/hepatocyte_core.xml")
    loaded = try SBMLReader.read(try storedBytes(path), path: path)
  }

  @Test("is read without a warning, as strict fbc version 2")
  func clean() {
    #expect(loaded.warnings.isEmpty, "\(loaded.warnings)")
    #expect(loaded.document?.fbcVersion == 2)
    #expect(loaded.document?.isStrict == true)
  }

  @Test("holds every part of the tables")
  func sameModel() throws {
    let tables = try HepatocyteCoreTables.model()
    #expect(loaded.model.id == tables.id)
    #expect(loaded.model.name == tables.name)
    #expect(loaded.model.compartments == tables.compartments)
    #expect(loaded.model.metabolites == tables.metabolites)
    #expect(loaded.model.genes == tables.genes)
    #expect(loaded.model.stoichiometry == tables.stoichiometry)
    #expect(loaded.model.objective == tables.objective)
    for (read, written) in zip(loaded.model.reactions, tables.reactions) where read != written {
      Issue.record("\(read.id) was read as \(read), not \(written)")
    }
    #expect(loaded.model.reactions.count == tables.reactions.count)
  }
}
