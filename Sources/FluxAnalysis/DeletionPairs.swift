import LinearProgramming
import MetabolicModels

/// What is left of the objective when two genes or two reactions are gone.
public struct DeletionPairResult: Sendable, Hashable {
  /// Indices of the genes or reactions in the model; the same index twice is a single deletion.
  public var first: Int
  public var second: Int
  public var status: DeletionResult.Status
  /// The optimum of the objective; `nil` unless the status is optimal.
  public var objectiveValue: Double?
}

/// The results of the deletions of all pairs of a list, four bytes a pair.
///
/// There are *n*(*n* + 1)/2 of them for *n* targets: each target alone, and each pair once. They
/// stand in *n* blocks; block *i* has target *i* with itself and with every later one.
public struct DeletionPairResults: Sendable {
  /// Indices of the genes or reactions, in the order asked for.
  public let targets: [Int]
  /// The optimum with nothing deleted.
  public let objectiveValue: Double
  public let programsSolved: Int
  /// How many of the programs each rung of the recovery ladder settled.
  public let rungs: [SolveRung: Int]
  /// For each pair the place of its outcome.
  private let codes: [Int32]
  private let outcomes: [Outcome]

  struct Outcome: Sendable, Hashable {
    var status: DeletionResult.Status
    var objectiveValue: Double?
  }

  init(
    targets: [Int], objectiveValue: Double, programsSolved: Int, rungs: [SolveRung: Int],
    codes: [Int32], outcomes: [Outcome]
  ) {
    self.targets = targets
    self.objectiveValue = objectiveValue
    self.programsSolved = programsSolved
    self.rungs = rungs
    self.codes = codes
    self.outcomes = outcomes
  }

  /// The number of results.
  public var count: Int { codes.count }

  /// Block *i*: target *i* with itself and with every later target, in order.
  public func block(_ i: Int) -> [DeletionPairResult] {
    let n = targets.count
    // Before block i there are n + (n − 1) + … + (n − i + 1) results.
    let start = i * n - i * (i - 1) / 2
    return (i..<n).map { j in
      let outcome = outcomes[Int(codes[start + j - i])]
      return DeletionPairResult(
        first: targets[i], second: targets[j], status: outcome.status,
        objectiveValue: outcome.objectiveValue)
    }
  }

  /// How many results have each status, the statuses in alphabetic order.
  public var statusCounts: [(status: DeletionResult.Status, count: Int)] {
    var counts: [DeletionResult.Status: Int] = [:]
    for code in codes { counts[outcomes[Int(code)].status, default: 0] += 1 }
    return counts.sorted { $0.key.rawValue < $1.key.rawValue }.map { ($0.key, $0.value) }
  }
}

/// Deletes every pair of genes and returns the optimum that is left.
///
/// As ``geneDeletions(of:genes:options:using:)`` with two genes gone at a time; each gene alone is
/// among the results. A pair needs no program if its reactions carry no flux at the optimum of the
/// whole model or of one of its genes' deletions, or if one gene alone leaves nothing feasible.
/// Pairs that close the same reactions share a program, and each program starts from the optimal
/// basis of one of its genes' deletions.
///
/// - Parameters:
///   - model: The model under one set of bounds.
///   - genes: Indices into the model's genes, each once; `nil` means all, in model order.
/// - Throws: As ``geneDeletions(of:genes:options:using:)``.
/// - Complexity: One cold solve and at most one warm one for each pair. Memory: four bytes a pair,
///   and a basis for each gene.
public func geneDeletionPairs(
  of model: ConstrainedModel, genes: [Int]? = nil, options: DeletionOptions = DeletionOptions(),
  using backend: some LPBackend
) throws(FluxError) -> DeletionPairResults {
  let chosen = genes ?? Array(model.model.genes.indices)
  let plan = DeletionPairPlan(
    closedByOne: reactionsLost(by: chosen, in: model.model),
    closedByTwo: reactionsLost(byPairsOf: chosen, in: model.model))
  return try deletionPairs(of: model, chosen, plan: plan, options: options, using: backend)
}

/// Deletes every pair of reactions and returns the optimum that is left.
///
/// As ``geneDeletionPairs(of:genes:options:using:)``, with two reactions closed at a time.
public func reactionDeletionPairs(
  of model: ConstrainedModel, reactions: [Int]? = nil,
  options: DeletionOptions = DeletionOptions(), using backend: some LPBackend
) throws(FluxError) -> DeletionPairResults {
  let chosen = reactions ?? Array(model.model.reactions.indices)
  let plan = DeletionPairPlan(closedByOne: chosen.map { [$0] }, closedByTwo: [:])
  return try deletionPairs(of: model, chosen, plan: plan, options: options, using: backend)
}

/// For each pair of positions in `genes` the reactions that are lost without both and kept without
/// either one.
private func reactionsLost(
  byPairsOf genes: [Int], in model: MetabolicModel
) -> [DeletionPairPlan.Pair: [Int]] {
  var positions: [Int: Int] = [:]
  for (position, gene) in genes.enumerated() { positions[gene] = position }
  var lost: [DeletionPairPlan.Pair: [Int]] = [:]
  for (index, reaction) in model.reactions.enumerated() {
    guard let rule = reaction.rule else { continue }
    let users = rule.genes.filter {
      positions[$0] != nil && rule.isFunctional(without: [$0])
    }.sorted { positions[$0, default: 0] < positions[$1, default: 0] }
    for (place, first) in users.enumerated() {
      for second in users[(place + 1)...] where !rule.isFunctional(without: [first, second]) {
        let pair = DeletionPairPlan.Pair(
          first: positions[first, default: 0], second: positions[second, default: 0])
        lost[pair, default: []].append(index)
      }
    }
  }
  return lost
}

private func deletionPairs(
  of model: ConstrainedModel, _ chosen: [Int], plan: DeletionPairPlan, options: DeletionOptions,
  using backend: some LPBackend
) throws(FluxError) -> DeletionPairResults {
  let start = try DeletionStart(model, options: options.solving, backend: backend)
  var pairs = DeletionPairSearch(start, plan: plan, options: options)
  try pairs.solveSingles(using: backend)
  try pairs.solvePairs(using: backend)
  return pairs.results(of: chosen)
}
