import LinearProgramming
import Synchronization

/// Walks all chains of one sampling and gathers their points.
struct FluxSamplingRun: Sendable {
  private var polytope: FluxPolytope
  private let options: FluxSamplingOptions
  private let thinning: Int
  private let lengths: [Int]

  /// Samples' worth of steps that a chain takes before its first sample.
  private static let burnInSamples = 10

  init(_ polytope: FluxPolytope, options: FluxSamplingOptions) throws(FluxError) {
    let d = polytope.dimension
    if options.sampler == .chrr, d > FluxSamplingOptions.mostDimensionsForRounding {
      throw .invalidOption(
        name: "sampler", value: "chrr for a polytope of \(d) dimensions",
        allowed: "optgp or achr, which need no dense basis")
    }
    self.polytope = polytope
    self.options = options
    thinning = options.thinning ?? (options.sampler == .chrr ? 100 * max(1, d) : 100)
    let chains = min(options.chains, options.samples)
    lengths = (0..<chains).map { chain in
      options.samples / chains + (chain < options.samples % chains ? 1 : 0)
    }
  }

  func samples() throws(FluxError) -> FluxSamples {
    let watch = RunWatch(
      all: options.samples, since: polytope.began, timeLimit: options.solving.timeLimit,
      progress: options.progress)
    var run = self
    var rounding: SamplingRounding?
    if options.sampler == .chrr, polytope.dimension > 0 {
      let shouldStop = { watch.reasonToStop != nil }
      let found = SamplingRounding.inscribed(
        in: polytope, from: SamplingRounding(polytope), shouldStop: shouldStop)
      run.polytope = found.polytope
      rounding = found.rounding
    }
    let chains = try run.walk(rounding, watch)
    let columns = chains.flatMap(\.self)
    let diagnostics = try diagnose(columns)
    return FluxSamples(
      dimension: polytope.dimension, thinning: thinning, chainLengths: lengths,
      roundness: rounding?.roundness, diagnostics: diagnostics, compressed: polytope.compressed,
      points: columns)
  }

  /// The compressed points of every chain.
  private func walk(
    _ rounding: SamplingRounding?, _ watch: RunWatch
  ) throws(FluxError) -> [[[Double]]] {
    let found = Mutex([[[Double]]](repeating: [], count: lengths.count))
    let next = Atomic(0)
    try onPinnedThreads(max(1, min(options.threads, lengths.count))) { _ throws(FluxError) in
      while true {
        let chain = next.add(1, ordering: .relaxed).oldValue
        if chain >= lengths.count { return }
        let points = try walk(chain, rounding, watch)
        found.withLock { $0[chain] = points }
      }
    }
    return found.withLock { $0 }
  }

  private func walk(
    _ chain: Int, _ rounding: SamplingRounding?, _ watch: RunWatch
  ) throws(FluxError) -> [[Double]] {
    let random = Xoshiro256(seed: options.seed, stream: UInt64(chain))
    if polytope.dimension == 0 {
      return Array(repeating: polytope.point(polytope.center), count: lengths[chain])
    }
    guard let rounding else {
      let walker = CentringChain(
        polytope, remembersPoints: options.sampler == .achr, random: random)
      return try points(of: walker, count: lengths[chain], watch)
    }
    var starts = random
    let warmUp = polytope.warmUps[starts.index(below: max(1, polytope.warmUps.count))]
    // Half way to a random optimum: chains start apart, so that their agreement means something.
    let start = zip(polytope.center, warmUp).map { 0.5 * $0 + 0.5 * $1 }
    let walker = RoundedChain(
      polytope, rounding, y: rounding.coordinates(of: start, center: polytope.center),
      random: starts)
    return try points(of: walker, count: lengths[chain], watch)
  }

  private func points(
    of start: some SamplingChain, count: Int, _ watch: RunWatch
  ) throws(FluxError) -> [[Double]] {
    var chain = start
    var points: [[Double]] = []
    chain.advance(by: Self.burnInSamples * thinning)
    for _ in 0..<count {
      if let reason = watch.reasonToStop { throw reason }
      chain.advance(by: thinning)
      points.append(polytope.point(chain.sample()))
      watch.settle(1)
    }
    return points
  }

  /// The diagnostics of every reaction, computed once for each compressed column.
  private func diagnose(_ points: [[Double]]) throws(FluxError) -> [FluxDiagnostics] {
    let compressed = polytope.compressed
    let columns = compressed.program.matrix.columnCount
    let found = Mutex([FluxDiagnostics](repeating: .init(mean: 0, deviation: 0), count: columns))
    let next = Atomic(0)
    let lengths = lengths
    try onPinnedThreads(options.threads) { _ throws(FluxError) in
      while true {
        let column = next.add(1, ordering: .relaxed).oldValue
        if column >= columns { return }
        let diagnostics = FluxDiagnostics(points.map { $0[column] }, chainLengths: lengths)
        found.withLock { $0[column] = diagnostics }
      }
    }
    let ofColumns = found.withLock { $0 }
    return compressed.carriers.indices.map { reaction in
      let carrier = compressed.carriers[reaction]
      guard carrier >= 0 else { return FluxDiagnostics(mean: 0, deviation: 0) }
      return ofColumns[Int(carrier)].scaled(by: compressed.factors[reaction])
    }
  }
}
