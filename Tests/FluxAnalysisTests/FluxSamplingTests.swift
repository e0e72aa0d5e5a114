import TestSupport
import Testing
import TwinFlux

/// Moments are compared with closed forms to five standard errors at a fixed seed, the standard
/// error taken from the effective sample size.
@Suite("Flux samples", .enabled(if: !SolverChoice.available.isEmpty, "needs a solver"))
struct FluxSamplingTests {
  private func sample(
    _ model: MetabolicModel, _ sampler: FluxSampler = .chrr, count: Int = 1000,
    thinning: Int? = nil, threads: Int = 1, seed: UInt64 = 1
  ) throws -> FluxSamples {
    var options = FluxSamplingOptions()
    options.sampler = sampler
    options.samples = count
    options.thinning = thinning
    options.threads = threads
    options.seed = seed
    return try fluxSamples(
      of: ConstrainedModel(model), options: options, using: SolverChoice.auto.makeBackend())
  }

  private func expect(
    _ found: FluxDiagnostics, mean: Double, variance: Double, _ note: String
  ) throws {
    let size = try #require(found.effectiveSize, "\(note)")
    let error = (variance / size).squareRoot()
    #expect(abs(found.mean - mean) <= 5 * error, "\(note): \(found), expected \(mean) ± \(error)")
    // The fourth central moment of no distribution here is more than four squared variances.
    let spread = variance * (3 / size).squareRoot()
    #expect(
      abs(found.deviation * found.deviation - variance) <= 5 * spread, "\(note): \(found)")
    #expect(try #require(found.splitRhat) < 1.03, "\(note): \(found)")
    #expect(abs(try #require(found.geweke)) < 4.5, "\(note): \(found)")
  }

  @Test("of a simplex have the moments of the flat Dirichlet distribution")
  func simplex() throws {
    let parts = 4
    let outs = (1...parts).map { OmicsModels.Part("O\($0)", ["A": -1], (0, 9)) }
    let model = try OmicsModels.model([.init("IN", ["A": 1], (2, 2))] + outs)
    let found = try sample(model)
    #expect(found.dimension == parts - 1)
    #expect(found.count == 1000 && found.chainLengths == [250, 250, 250, 250])
    // Twice a share: mean 2/k, variance 4 (k − 1) / (k² (k + 1)).
    let k = Double(parts)
    for index in 1...parts {
      try expect(
        found.diagnostics[index], mean: 2 / k, variance: 4 * (k - 1) / (k * k * (k + 1)),
        "share \(index)")
    }
    #expect(found.diagnostics[0].mean == 2 && found.diagnostics[0].splitRhat == nil)
  }

  @Test("of a box that is a million times longer than wide are uniform along each side")
  func box() throws {
    let sides: [(Double, Double)] = [(-2, 5), (0, 1e3), (1e-3, 2e-3), (-1, 0), (10, 10.5)]
    let parts = sides.enumerated().flatMap { index, side in
      [
        OmicsModels.Part("I\(index)", ["M\(index)": 1], side),
        OmicsModels.Part("O\(index)", ["M\(index)": -2], (-1e4, 1e4)),
      ]
    }
    let found = try sample(OmicsModels.model(parts))
    #expect(found.dimension == sides.count)
    #expect(try #require(found.roundness) < 2)
    for (index, side) in sides.enumerated() {
      let width = side.1 - side.0
      try expect(
        found.diagnostics[2 * index], mean: (side.0 + side.1) / 2, variance: width * width / 12,
        "side \(index)")
      try expect(
        found.diagnostics[2 * index + 1], mean: (side.0 + side.1) / 4,
        variance: width * width / 48, "half of side \(index)")
    }
  }

  /// X and Y up to 1000, nowhere more than 1e-3 apart: neither is an axis of it.
  @Test("of an oblique strip that is a million times longer than wide are uniform in it")
  func strip() throws {
    var matrix = StoichiometricMatrix(rowCount: 1)
    matrix.appendColumn([(0, 1)])
    matrix.appendColumn([(0, -1)])
    matrix.appendColumn([(0, -1)])
    let model = try MetabolicModel(
      id: "strip", metabolites: [Metabolite(id: "a", compartment: "c")],
      reactions: [("X", 0.0, 1e3), ("Y", 0, 1e3), ("D", -1e-3, 1e-3)].map {
        Reaction(id: $0.0, bounds: FluxBounds(lower: $0.1, upper: $0.2))
      }, stoichiometry: matrix)
    let found = try sample(model)
    #expect(found.dimension == 2)
    #expect(try #require(found.roundness) < 2)
    try expect(found.diagnostics[0], mean: 500, variance: 1e6 / 12, "X")
    try expect(found.diagnostics[1], mean: 500, variance: 1e6 / 12, "Y")
    try expect(found.diagnostics[2], mean: 0, variance: 4e-6 / 12, "the difference")
  }

  @Test("keep flux constraints of the model")
  func constraints() throws {
    var matrix = StoichiometricMatrix(rowCount: 0)
    for _ in 0..<2 { matrix.appendColumn([]) }
    let model = try MetabolicModel(
      id: "triangle", metabolites: [],
      reactions: ["X", "Y"].map {
        Reaction(id: $0, bounds: FluxBounds(lower: 0, upper: 1))
      }, stoichiometry: matrix,
      constraints: [
        FluxConstraint(
          id: "sum",
          terms: [.init(reaction: 0, coefficient: 1), .init(reaction: 1, coefficient: 1)],
          lower: -.infinity, upper: 1)
      ])
    let found = try sample(model)
    for index in 0...1 {
      try expect(found.diagnostics[index], mean: 1.0 / 3, variance: 1.0 / 18, "leg \(index)")
    }
    for index in 0..<found.count {
      let point = found.fluxes(index)
      #expect(point.allSatisfy { $0 >= -1e-9 } && point[0] + point[1] <= 1 + 1e-9)
    }
  }

  @Test("are the same for the same seed on any number of threads", arguments: FluxSampler.allCases)
  func determinism(sampler: FluxSampler) throws {
    let model = try RandomModels.model(seed: 4, reactions: 40)
    let one = try sample(model, sampler, count: 50, thinning: 20)
    let many = try sample(model, sampler, count: 50, thinning: 20, threads: 3)
    #expect((0..<50).map(one.fluxes) == (0..<50).map(many.fluxes))
    #expect(one.diagnostics == many.diagnostics)
    #expect(one.chainLengths == [13, 13, 12, 12])
    let other = try sample(model, sampler, count: 50, thinning: 20, seed: 2)
    #expect(one.fluxes(0) != other.fluxes(0))
    #expect(one.fluxes(0) != one.fluxes(13), "chains differ")
  }

  @Test("keep the balance and the bounds on random models", arguments: FluxSampler.allCases)
  func feasibility(sampler: FluxSampler) throws {
    for seed in 0..<6 {
      let model = try RandomModels.model(seed: UInt64(seed), reactions: 50)
      let found = try sample(model, sampler, count: 40, thinning: 50)
      try expectFeasible(found, model)
    }
  }

  private func expectFeasible(_ found: FluxSamples, _ model: MetabolicModel) throws {
    let balance = model.stoichiometry
    for index in 0..<found.count {
      let v = found.fluxes(index)
      var residual = [Double](repeating: 0, count: balance.rowCount)
      for column in v.indices {
        for position in balance.range(ofColumn: column) {
          residual[Int(balance.rows[position])] += balance.values[position] * v[column]
        }
        let bounds = model.reactions[column].bounds
        let slack = 1e-7 * max(1, abs(v[column]))
        #expect(v[column] >= bounds.lower - slack && v[column] <= bounds.upper + slack)
      }
      #expect(residual.allSatisfy { abs($0) <= 1e-9 }, "\(residual.map { abs($0) }.max() ?? 0)")
    }
  }

  @Test("of a single point are that point; of a polytope without limits there are none")
  func degenerate() throws {
    let point = try OmicsModels.model([
      .init("IN", ["A": 1], (3, 3)), .init("OUT", ["A": -1], (0, 9)), .init("NO", ["B": -1]),
    ])
    for sampler in FluxSampler.allCases {
      let found = try sample(point, sampler, count: 3)
      #expect(found.dimension == 0)
      #expect((0..<3).map(found.fluxes) == [[3, 3, 0], [3, 3, 0], [3, 3, 0]])
      #expect(found.worstSplitRhat == nil)
    }
    let free = try OmicsModels.model([
      .init("IN", ["A": 1], (0, .infinity)), .init("OUT", ["A": -1], (0, .infinity)),
    ])
    #expect(throws: FluxError.unlimitedFlux(reaction: "IN")) { try sample(free) }
    let impossible = try OmicsModels.model([.init("MUST", ["A": 1], (1, 2))])
    #expect(throws: FluxError.infeasible(model: "test")) { try sample(impossible) }
  }

  @Test(
    "of e_coli_core are feasible, and the samplers agree on the means",
    .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.reason)))
  func core() throws {
    let file = try InputFile.read(SharedFiles.path("models/e_coli_core.xml.gz"))
    let model = try SBMLReader.read(file.bytes, path: file.path).model
    let found = try FluxSampler.allCases.map {
      try sample(model, $0, count: 200, thinning: 400, threads: 2)
    }
    for samples in found {
      #expect(samples.dimension == 24)
      try expectFeasible(samples, model)
    }
    for other in found.dropFirst() {
      for (a, b) in zip(found[0].diagnostics, other.diagnostics) {
        guard let n = a.effectiveSize, let m = b.effectiveSize else { continue }
        let error =
          (a.deviation * a.deviation / n + b.deviation * b.deviation / m).squareRoot()
        #expect(abs(a.mean - b.mean) <= 5 * error, "\(a) against \(b)")
      }
    }
  }
}

@Suite("Diagnostics of samples")
struct FluxDiagnosticsTests {
  private func uniform(_ random: inout SeededGenerator) -> Double {
    Double.random(in: 0..<1, using: &random)
  }

  @Test("of independent numbers find nothing")
  func independent() throws {
    var random = SeededGenerator(seed: 5)
    let values = (0..<4000).map { _ in uniform(&random) }
    let found = FluxDiagnostics(values, chainLengths: [1000, 1000, 1000, 1000])
    #expect(try #require(found.splitRhat) < 1.005)
    #expect((3300...4700).contains(try #require(found.effectiveSize)))
    #expect(abs(found.mean - 0.5) < 0.02 && abs(found.deviation - 0.2887) < 0.01)
    let negative = FluxDiagnostics(values.map { -3 * $0 }, chainLengths: [1000, 1000, 1000, 1000])
    #expect(abs(try #require(negative.geweke) + (try #require(found.geweke))) < 1e-9)
    #expect(abs(try #require(negative.splitRhat) - (try #require(found.splitRhat))) < 1e-9)
  }

  /// A first-order autoregression of coefficient ρ has n (1 − ρ)/(1 + ρ) effective samples.
  @Test("of an autoregression find its effective size", arguments: [0.5, 0.9])
  func autoregression(coefficient: Double) throws {
    var random = SeededGenerator(seed: 6)
    var values: [Double] = []
    let length = 5000
    for _ in 0..<4 {
      var x = 0.0
      for _ in 0..<length {
        let noise = (0..<12).reduce(-6.0) { sum, _ in sum + uniform(&random) }
        x = coefficient * x + noise
        values.append(x)
      }
    }
    let found = FluxDiagnostics(values, chainLengths: Array(repeating: length, count: 4))
    let expected = Double(4 * length) * (1 - coefficient) / (1 + coefficient)
    #expect(abs(try #require(found.effectiveSize) / expected - 1) < 0.2, "\(found), \(expected)")
  }

  @Test("of chains that differ in place or in spread, or that drift, raise R̂")
  func disagreement() throws {
    var random = SeededGenerator(seed: 7)
    let base = (0..<800).map { _ in uniform(&random) }
    let shifted = base.enumerated().map { $0.offset < 400 ? $0.element : $0.element + 1 }
    #expect(try #require(FluxDiagnostics(shifted, chainLengths: [400, 400]).splitRhat) > 1.5)
    let spread = base.enumerated().map { ($0.element - 0.5) * ($0.offset < 400 ? 1 : 10) }
    #expect(try #require(FluxDiagnostics(spread, chainLengths: [400, 400]).splitRhat) > 1.2)
    let drift = base.enumerated().map { $0.element + Double($0.offset) / 200 }
    let found = FluxDiagnostics(drift, chainLengths: [800])
    #expect(try #require(found.splitRhat) > 1.5)
    #expect(abs(try #require(found.geweke)) > 5)
  }

  @Test("of a constant, or of few samples, say nothing")
  func silent() {
    let constant = FluxDiagnostics(Array(repeating: 2, count: 100), chainLengths: [50, 50])
    #expect(constant.mean == 2 && constant.deviation == 0 && constant.splitRhat == nil)
    #expect(FluxDiagnostics([1, 2, 3], chainLengths: [3]).effectiveSize == nil)
  }
}
