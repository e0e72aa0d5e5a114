import LinearProgramming
import MetabolicModels

/// How flux samples are drawn.
public enum FluxSampler: String, Sendable, Hashable, CaseIterable {
  /// Coordinate hit-and-run with rounding (Haraldsdóttir et al., Bioinformatics 2017, doi
  /// 10.1093/bioinformatics/btx052), a Markov chain whose limit is the uniform distribution.
  case chrr
  /// Hit-and-run along directions between warm-up points and the chain's centre, in independent
  /// chains (Megchelenbrink et al., PLoS ONE 2014, doi 10.1371/journal.pone.0086587).
  case optgp
  /// Artificial centring hit-and-run (Kaufman and Smith, Oper Res 1998, doi 10.1287/opre.46.1.84):
  /// directions also from the points already drawn.
  case achr
}

/// How to sample. Each default is written here and nowhere else.
public struct FluxSamplingOptions: Sendable {
  public var sampler = FluxSampler.chrr
  /// The number of samples, over all chains.
  public var samples = 1000
  /// Steps from one sample of a chain to the next; `nil` means 100, and for
  /// ``FluxSampler/chrr`` 100 for each dimension of the polytope.
  public var thinning: Int?
  public var seed: UInt64 = 0
  /// How many chains, each with a stream of random numbers of its own.
  public var chains = 4
  /// How many threads to use; changes no digit of the result.
  public var threads = 1
  public var solving = SolvingOptions()
  /// Called now and then with the work done and all work, in arbitrary units.
  public var progress: (@Sendable (_ settled: Int, _ all: Int) -> Bool)?

  /// The largest dimension that ``FluxSampler/chrr`` takes: it keeps a dense basis.
  public static let mostDimensionsForRounding = 2500

  public init() {}
}

/// Samples of the flux polytope and how well the chains agree.
public struct FluxSamples: Sendable {
  /// The number of degrees of freedom of the polytope; 0 if it is a single point.
  public var dimension: Int
  /// Steps from one sample to the next.
  public var thinning: Int
  /// How many samples each chain has; the samples of a chain stand together, in order.
  public var chainLengths: [Int]
  /// How far rounding went: the ratio of the longest to the shortest chord through the centre along
  /// an axis; `nil` for other samplers.
  public var roundness: Double?
  /// One for each reaction, in model order.
  public var diagnostics: [FluxDiagnostics]
  let compressed: CompressedProgram
  let points: [[Double]]

  public var count: Int { points.count }

  /// The fluxes of one sample, in mmol·gDW⁻¹·h⁻¹, in the order of the model's reactions.
  public func fluxes(_ sample: Int) -> [Double] {
    compressed.expand(columns: points[sample]).map(\.unsigned)
  }

  /// The largest R̂ over all reactions; `nil` where none has one.
  public var worstSplitRhat: Double? { diagnostics.compactMap(\.splitRhat).max() }
  /// The smallest effective sample size over all reactions; `nil` where none has one.
  public var smallestEffectiveSize: Double? { diagnostics.compactMap(\.effectiveSize).min() }
}

/// Draws flux distributions uniformly from all that the bounds of `model` allow.
///
/// The polytope is that of *S v = 0*, *lower ≤ v ≤ upper* and the model's own flux constraints; the
/// objective is not held. The least and the greatest flux of every compressed column are found
/// first; their optima are the warm-up points, and columns whose range is below the tolerance are
/// held at the mean of these. All samplers move inside the null space of the balance and put every
/// sample back onto it.
///
/// ``FluxSampler/chrr`` takes the axes of the largest ellipsoid around the polytope's analytic centre
/// for coordinates, in which the polytope is round (``InscribedEllipsoid``). That takes a dense matrix
/// of dimension by columns, some fifteen times its product with itself, and is refused above
/// ``FluxSamplingOptions/mostDimensionsForRounding`` dimensions. The other two are heuristics whose
/// limit is not exactly uniform, and they take models of any size.
///
/// Chains are independent of each other and of the number of threads.
///
/// - Returns: The samples, chain by chain, with diagnostics.
/// - Throws: ``FluxError/unlimitedFlux(reaction:)`` if a flux has no limit;
///   ``FluxError/infeasible(model:)``; ``FluxError/invalidOption(name:value:allowed:)``;
///   ``FluxError/cancelled``; ``FluxError/stopped(_:)``; ``FluxError/solver(_:)``.
/// - Complexity: Two warm programs for each compressed column; each step is linear in the number of
///   compressed columns.
public func fluxSamples(
  of model: ConstrainedModel, options: FluxSamplingOptions = FluxSamplingOptions(),
  using backend: some LPBackend
) throws(FluxError) -> FluxSamples {
  for (name, value) in [
    ("samples", options.samples), ("chains", options.chains), ("thinning", options.thinning ?? 1),
    ("threads", options.threads),
  ] where value < 1 {
    throw .invalidOption(name: name, value: "\(value)", allowed: "at least 1")
  }
  let polytope = try FluxPolytope(model, options: options, backend: backend)
  return try FluxSamplingRun(polytope, options: options).samples()
}
