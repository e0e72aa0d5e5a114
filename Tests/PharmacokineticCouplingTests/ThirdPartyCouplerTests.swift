import Foundation
import PharmacokineticCoupling
import TestSupport
import Testing

@Suite("A coupler from outside the module")
struct ThirdPartyCouplerTests {
  @Test("is registered beside ours, and used through the same protocol")
  func registered() throws {
    var registry = CouplerRegistry()
    try registry.register(NetworkCoupler(try TinyDrug.rules()))
    try registry.register(OxygenCoupler(half: 5))
    #expect(registry.names == ["network:tinine", "oxygen"])
    let request = CouplingRequest(
      CoupledIndividual("patient", otherActivity: 1, supplies: ["EX_o2": 5]),
      parameters: PKParameterSet(["CL": Quantity(12, .litrePerHour)]))
    let coupled = try registry.coupler("oxygen").couple(
      request, using: TinyDrug.table(try TinyDrug.rules()))
    // (5/10) / (10/15)
    #expect(agrees(try #require(coupled["CL"]).value, 9, within: 1e-14))
  }

  @Test("is refused under a name that is taken, and not found under another")
  func names() throws {
    var registry = CouplerRegistry()
    try registry.register(OxygenCoupler(half: 5))
    #expect(throws: CouplingError.duplicateCoupler(name: "oxygen")) {
      try registry.register(OxygenCoupler(half: 1))
    }
    #expect(throws: CouplingError.unknownCoupler(name: "oxigen", known: ["oxygen"])) {
      try registry.coupler("oxigen")
    }
  }

  @Test("is the code that stands in the README")
  func documented() throws {
    let root = CommandLineProgram.root
    let readme = try String(
      contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
    let source = try String(
      contentsOf: root.appendingPathComponent(
        "Tests/PharmacokineticCouplingTests/CouplerExample.swift"), encoding: .utf8)
    #expect(readme.contains("```swift\n" + source + "```"))
  }
}
