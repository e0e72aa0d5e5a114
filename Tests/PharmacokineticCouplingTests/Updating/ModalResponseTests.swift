import Testing

@testable import PharmacokineticCoupling

/// Which models the sum of exponentials takes, and which it leaves to the matrix exponential.
@Suite("Sums of exponentials")
struct ModalResponseTests {
  private func isDecomposed(_ model: LinearModel) throws -> Bool {
    let layout = try LinearLayout(model)
    var response = ModalResponse(
      layout, inputs: [layout.system.inputs.intravenous],
      outputs: layout.system.outputs.map(\.state))
    var matrix = layout.system.matrix.values
    var volumes = [Double](repeating: 1, count: layout.system.states.count)
    #expect(layout.fill(&matrix, &volumes, from: model))
    #expect(matrix == layout.system.matrix.values)
    return response.decompose(matrix)
  }

  private func chain(_ rates: [Double]) -> LinearModel {
    LinearModel(
      compartments: rates.indices.map {
        .init("c\($0)", volume: 1, elimination: $0 == rates.count - 1 ? rates[$0] : 0)
      },
      transfers: rates.indices.dropLast().map {
        .init(from: "c\($0)", to: "c\($0 + 1)", rate: rates[$0])
      }, intravenous: "c0")
  }

  @Test("different real eigenvalues are taken")
  func taken() throws {
    #expect(try isDecomposed(chain([1.5, 0.36, 0.16])))
    let absorbed = Absorption(rate: 1)
    let three = CompartmentModel(
      clearance: 5, volume: 50,
      peripherals: [.init(clearance: 10, volume: 100), .init(clearance: 2, volume: 200)],
      absorption: absorbed, effectRate: 0.3)
    #expect(try isDecomposed(three.linearModel()))
    let liver = LiverModel(
      portalFlow: 60, arterialFlow: 20, intrinsicClearance: 60, systemicVolume: 40, gutVolume: 1,
      portalVolume: 0.5, liverVolume: 1.5, absorption: absorbed)
    #expect(try isDecomposed(liver.linearModel()))
  }

  @Test("equal, nearly equal and complex ones are not, and neither are very many")
  func left() throws {
    #expect(try !isDecomposed(chain([0.5, 0.5])))
    #expect(try !isDecomposed(chain([0.5, 0.5 * (1 + 1e-6)])))
    #expect(try isDecomposed(chain([0.5, 0.5 * (1 + 1e-2)])))
    let ring = LinearModel(
      compartments: ["a", "b", "c"].map { .init($0, volume: 1, elimination: 0.1) },
      transfers: [
        .init(from: "a", to: "b", rate: 1), .init(from: "b", to: "c", rate: 1),
        .init(from: "c", to: "a", rate: 1),
      ], intravenous: "a")
    #expect(try !isDecomposed(ring))
    #expect(try !isDecomposed(chain((1...9).map { Double($0) })))
  }

  @Test("another shape, or a number that no model may have, is seen")
  func shapes() throws {
    let layout = try LinearLayout(chain([1, 2]))
    var matrix = [Double](repeating: 0, count: 4)
    var volumes = [1.0, 1]
    for wrong in [chain([1, 2, 3]), chain([1, -2]), chain([.nan, 2]), chain([1, .infinity])] {
      #expect(!layout.fill(&matrix, &volumes, from: wrong))
    }
    var renamed = chain([1, 2])
    renamed.compartments[1].name = "other"
    #expect(!layout.fill(&matrix, &volumes, from: renamed))
    var flat = chain([1, 2])
    flat.compartments[1].volume = 0
    #expect(!layout.fill(&matrix, &volumes, from: flat))
  }
}
