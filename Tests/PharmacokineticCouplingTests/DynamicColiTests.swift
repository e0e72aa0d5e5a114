import Foundation
import PharmacokineticCoupling
import TestSupport
import Testing
import TwinFlux

/// E. coli core on glucose, uptake at most 10 G/(5 + G), 0.1 gDW/L and 10 mmol/L at the start: the culture of
/// COBRApy's notebook on dynamic flux balance analysis. On each straight piece of μ = a·v − b
///
///     X(G) = X₀ − a(G − G₀) + (b/10)·(5 ln(G/G₀) + G − G₀)
///
/// and nothing grows below the uptake that pays for the maintenance, 8.39/17.5.
@Suite(
  "Dynamic flux balance of e_coli_core",
  .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.reason)))
struct DynamicColiTests {
  static let model: Result<MetabolicModel, any Error> = Result {
    let file = try InputFile.read(SharedFiles.path("models/e_coli_core.xml.gz"))
    return try SBMLReader.read(file.bytes, path: file.path).model
  }

  static func culture() throws -> DynamicModel {
    DynamicModel(
      biomass: 0.1, growth: "BIOMASS_Ecoli_core_w_GAM",
      species: [
        .init(
          "glucose", exchange: "EX_glc__D_e", concentration: 10,
          uptake: try MichaelisMentenLaw(of: "glucose", maximum: 10, halfSaturation: 5))
      ])
  }

  private func simulator(_ choice: SolverChoice = .auto) throws -> DynamicSimulator {
    try DynamicSimulator(
      Self.culture(), on: ConstrainedModel(Self.model.get()), using: choice.makeBackend())
  }

  @Test("the closed form, and the end by maintenance", arguments: SolverChoice.available)
  func closedForm(choice: SolverChoice) throws {
    let curve = try simulator(choice).simulate(until: 10)
    for (time, biomass, glucose) in [
      (1.0, 0.175043101, 9.118755255), (2, 0.298222276, 7.666862059),
      (3, 0.481441846, 5.488638307), (4, 0.697597283, 2.855511294),
      (5, 0.844672014, 0.886698886), (5.5, 0.869574058, 0.412718566),
    ] {
      #expect(abs(try curve.biomass(at: time) - biomass) <= 1e-7, "\(time) h")
      #expect(abs(try curve.concentration(of: "glucose", at: time) - glucose) <= 1e-7, "\(time) h")
    }
    #expect(abs(curve.end - 5.80190194) <= 1e-7, "\(curve.end)")
    #expect(abs(try curve.biomass(at: curve.end) - 0.8728042492) <= 1e-7)
    #expect(abs(try curve.concentration(of: "glucose", at: curve.end) - 0.2517856071) <= 1e-7)
    print(choice, curve.end, curve.counters, curve.events.map(\.description))
  }
}
