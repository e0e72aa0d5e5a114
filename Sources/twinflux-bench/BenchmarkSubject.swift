import TwinFlux

/// What the benchmarks are run on.
struct BenchmarkSubject {
  let arguments: BenchmarkArguments
  let model: ConstrainedModel
  /// For a few programs.
  let balanceBackend: any LPBackend
  /// For thousands of neighbouring programs.
  let variabilityBackend: any LPBackend

  init(_ arguments: BenchmarkArguments) throws {
    self.arguments = arguments
    balanceBackend = try arguments.solver.makeBackend(for: .fewPrograms)
    variabilityBackend = try arguments.solver.makeBackend(for: .manyObjectives)
    model = ConstrainedModel(try Self.load(arguments.model).model)
  }

  static func load(_ path: String) throws -> (model: MetabolicModel, bytes: Int) {
    let file = try InputFile.read(path)
    let loaded = try ModelFile.load(bytes: file.bytes, path: path)
    return (loaded.model, file.bytes.count)
  }

  var variabilityOptions: FluxVariabilityOptions {
    var options = FluxVariabilityOptions()
    options.cut = .fraction(arguments.fraction)
    options.threads = arguments.threads
    return options
  }

  func run(_ name: BenchmarkName) throws -> BenchmarkRun {
    switch name {
    case .load: try measureLoad()
    case .compress: measureCompression()
    case .fbaCold: try measureColdBalance()
    case .fbaWarm: try measureWarmBalance(using: balanceBackend)
    case .fva: try measureVariability(using: variabilityBackend)
    case .pivots: try measurePivots(using: variabilityBackend)
    case .session: try measureSession(using: variabilityBackend)
    case .memory: measureMemory()
    }
  }
}
