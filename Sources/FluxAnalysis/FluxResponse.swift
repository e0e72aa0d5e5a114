import LinearProgramming
import MetabolicModels

/// How to compute a response curve. Each default is written here and nowhere else.
public struct FluxResponseOptions: Sendable {
  /// How near, relative to the largest of 1 and the values, two straight pieces must be to count as
  /// one.
  public var tolerance = 1e-9
  /// The most points at which the program is solved; a curve with more pieces is an error.
  public var mostPoints = 10_000
  /// Whether a breakpoint whose value is not proved is given all the same, marked as what it is
  /// (``FluxResponseCurve/Breakpoint/isCertified``), and no error.
  public var acceptsUnproved = false
  public var solving = SolvingOptions()

  public init() {}
}

/// Returns the optimum of an objective as a function of one driven bound, with all its breakpoints.
///
/// Where the bound leaves no feasible flux on a part of the range, the curve begins, or ends, where
/// there is one: at the least (or greatest) driving number that the network can do with, found by a
/// linear program of its own.
///
///     let glucose = try DrivenBound.uptake(through: exchange, of: model)
///     let curve = try fluxResponse(along: glucose, from: 0, to: 10, in: culture, using: backend)
///
/// - Parameters:
///   - objective: `nil` for the model's own.
///   - drive: The bound that is moved; the others are those of `model`.
///   - lower: One end of the range of the driving number.
///   - upper: The other one, above it.
///   - backend: The solver. Each point starts from the basis of a neighbour.
/// - Throws: ``FluxError/infeasible(model:)`` if nothing in the range is feasible,
///   ``FluxError/unbounded(model:)`` if the objective has no limit,
///   ``FluxError/invalidOption(name:value:allowed:)`` for a range that is none or that has one
///   feasible point only, ``FluxError/notVerified(primalResidual:dualityGap:)`` for a breakpoint
///   whose value is not proved, and ``FluxError/stopped(_:)`` for a curve of too many pieces.
/// - Complexity: Some two warm programs for each piece.
public func fluxResponse(
  of objective: FluxObjective? = nil, along drive: DrivenBound, from lower: Double,
  to upper: Double, in model: ConstrainedModel,
  options: FluxResponseOptions = FluxResponseOptions(), using backend: some LPBackend
) throws(FluxError) -> FluxResponseCurve {
  guard lower.isFinite, upper.isFinite, lower < upper else {
    throw .invalidOption(
      name: "range of the driven bound", value: "\(lower) to \(upper)",
      allowed: "two finite numbers, the smaller first")
  }
  var model = model
  model.objective = objective ?? model.objective
  let run = FluxResponseRun(
    model: model, drive: drive, options: options,
    session: try LexicographicFluxSession(
      model, driving: [drive], options: options.solving, using: backend))
  return try run.curve(from: lower, to: upper)
}

/// The programs of one response curve, each started from the basis of a point beside it.
private struct FluxResponseRun {
  let model: ConstrainedModel
  let drive: DrivenBound
  let options: FluxResponseOptions
  let session: LexicographicFluxSession

  private typealias Sample = ResponseCurveSearch.Sample
  private typealias Point = (sample: Sample, start: LexicographicStart)

  /// How far inside of the feasible range, relative to the larger of 1 and its end, a program is
  /// solved whose end the solver's tolerance hides.
  private static let endSlack = 1e-9

  private var sign: Double { model.objective.sense.sign }

  func curve(from lower: Double, to upper: Double) throws(FluxError) -> FluxResponseCurve {
    let (loose, tight) = drive.loosensUpwards ? (upper, lower) : (lower, upper)
    guard let open = try point(at: loose, from: nil) else {
      throw .infeasible(model: model.model.id)
    }
    var shut = try point(at: tight, from: open.start)
    if shut == nil { shut = try tightest(from: open, at: loose) }
    guard let shut else { throw .stopped(.numericalTrouble) }
    let (first, last) = drive.loosensUpwards ? (shut, open) : (open, shut)
    var starts = [
      first.sample.bound: first.start, last.sample.bound: last.start,
    ]
    let search = ResponseCurveSearch(
      tolerance: options.tolerance, mostSamples: options.mostPoints)
    func sample(
      _ bound: Double, _ left: Sample, _ right: Sample
    ) throws(FluxError) -> Sample {
      // From the looser side, where the basis has more room.
      let near = drive.loosensUpwards ? right : left
      guard let found = try point(at: bound, from: starts[near.bound]) else {
        throw .stopped(.numericalTrouble)
      }
      starts[bound] = found.start
      return found.sample
    }
    let samples = try search.breakpoints(
      from: first.sample, to: last.sample, evaluate: sample)
    guard let samples else { throw .stopped(.iterationLimit) }
    return try curve(through: samples)
  }

  /// The end of the feasible part of the range, which `open` is in.
  private func tightest(from open: Point, at loose: Double) throws(FluxError) -> Point? {
    let extreme = FluxObjective(
      sense: drive.loosensUpwards ? .minimize : .maximize,
      terms: [FluxTerm(reaction: drive.reaction, coefficient: drive.sign)])
    guard
      case .optimal(let end) = try session.optimum(of: [extreme], at: [loose], from: open.start)
    else { throw .stopped(.numericalTrouble) }
    let bound = end.values[0]
    guard end.isCertified else { throw notProved(end.values[0], end.outerBounds[0]) }
    let slack = Self.endSlack * max(1, abs(bound))
    guard abs(loose - bound) > 10 * slack else {
      throw .invalidOption(
        name: "range of the driven bound", value: "feasible at \(bound) only",
        allowed: "a range in which more than one number is feasible")
    }
    if let found = try point(at: bound, from: end.start) { return found }
    let inside = drive.loosensUpwards ? bound + slack : bound - slack
    guard let found = try point(at: inside, from: end.start) else { return nil }
    return (found.sample.slid(to: bound), found.start)
  }

  /// The maximized objective at a driving number; `nil` where nothing is feasible.
  private func point(
    at bound: Double, from start: LexicographicStart?
  ) throws(FluxError) -> Point? {
    guard case .optimal(let found) = try session.optimum(at: [bound], from: start) else {
      return nil
    }
    if !found.isCertified, !options.acceptsUnproved {
      throw notProved(found.values[0], found.outerBounds[0])
    }
    let sample = Sample(
      bound: bound, value: sign * found.values[0], slope: sign * found.slopes[0][0],
      outerBound: found.outerBounds[0].map { sign * $0 })
    return (sample, found.start)
  }

  private func notProved(_ value: Double, _ outerBound: Double?) -> FluxError {
    .notVerified(
      primalResidual: 0, dualityGap: outerBound.map { abs($0 - value) } ?? .infinity)
  }

  private func curve(
    through samples: [Sample]
  ) throws(FluxError) -> FluxResponseCurve {
    let reactions = model.model.reactions
    let points = samples.map { sample in
      FluxResponseCurve.Breakpoint(
        bound: sample.bound.unsigned, value: (sign * sample.value).unsigned,
        outerBound: sample.outerBound.map { (sign * $0).unsigned })
    }
    do throws(FluxResponseError) {
      return try FluxResponseCurve(
        points, sense: model.objective.sense, drive: drive.words(in: reactions),
        objective: model.objective.words(in: reactions))
    } catch {
      // What a solver's rounding makes of a concave function is one, but for a fault of it.
      throw .stopped(.numericalTrouble)
    }
  }
}

extension DrivenBound {
  /// `uptake through EX_o2_e`, `upper bound of PFK`.
  func words(in reactions: [Reaction]) -> String {
    let id = reactions[reaction].id
    return sign < 0 ? "uptake through \(id)" : "\(side.rawValue) bound of \(id)"
  }
}

extension FluxObjective {
  /// `BIOMASS`, `2 A - B`.
  func words(in reactions: [Reaction]) -> String {
    terms.enumerated().map { place, term in
      let size = abs(term.coefficient) == 1 ? "" : "\(abs(term.coefficient)) "
      let joint = term.coefficient < 0 ? (place == 0 ? "-" : " - ") : (place == 0 ? "" : " + ")
      return joint + size + reactions[term.reaction].id
    }.joined()
  }
}
