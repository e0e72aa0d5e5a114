import LinearProgramming
import MetabolicModels

/// What became of one task.
public struct TaskResult: Sendable {
  public enum Status: String, Sendable, Hashable, CaseIterable {
    /// The model can do it, and should.
    case passed
    /// The model cannot do it, and should not: that is a pass.
    case expectedFailure = "expected_failure"
    /// The model cannot do it, and should.
    case failed
    /// The model can do it, and should not.
    case unexpectedSuccess = "unexpected_success"
    /// The solver found no answer that holds.
    case undecided
  }

  /// Its place in the list.
  public var index: Int
  public var id: String
  public var status: Status
  /// Whether the answer is proved on the model as stated: that the model can, by a flux distribution
  /// that keeps every bound and balance; that it cannot, by duals that show a shortfall whatever the
  /// flux (Farkas' lemma).
  public var isCertified: Bool
  /// Why the task has not the result that it should have; `nil` where it has.
  public var reason: TaskReason?
  /// What the model lacks that the task names, where that is left undecided.
  public var problem: TaskError?
  /// How far the flux distribution found is off, where the task can be done.
  public var residual: TaskResidual?
  /// The flux distribution, if it was asked for.
  public var witness: TaskWitness?

  /// Whether the task has the result that it should have.
  public var isPassed: Bool { status == .passed || status == .expectedFailure }
}

/// How far a flux distribution is off, recomputed from the model's own coefficients and bounds, in
/// mmol·gDW⁻¹·h⁻¹.
public struct TaskResidual: Sendable, Hashable {
  /// The most that a metabolite's net production lies outside of what the task permits: max|*S v*|
  /// for those that it does not name.
  public var massImbalance: Double
  /// The most that a flux lies outside of its bounds.
  public var boundViolation: Double

  public var largest: Double { max(massImbalance, boundViolation) }
}

/// A flux distribution in which a task is done, in mmol·gDW⁻¹·h⁻¹.
public struct TaskWitness: Sendable, Hashable {
  /// In the order of the model's reactions.
  public var fluxes: [Double]
  /// In the order of the task's own equations.
  public var equationFluxes: [Double]
}

/// The results of a list of tasks and what it took to find them.
public struct TaskResults: Sendable {
  /// In the order of the list.
  public var results: [TaskResult]
  public var programsSolved: Int
  public var iterations: Int

  /// How many tasks have the result that they should have.
  public var passedCount: Int { results.count(where: \.isPassed) }
}

/// Why a task cannot be done.
public struct TaskReason: Sendable, Hashable {
  /// A demand that is not met in full where as little as possible is missing.
  public struct Shortfall: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable {
      /// A metabolite cannot be made.
      case output
      /// A metabolite cannot be used up.
      case input
      /// A reaction of the task cannot run.
      case equation
      /// A reaction of the model has a lower bound above 0, or an upper one below, that cannot hold.
      case reaction
      /// Nor can a constraint of the model's own.
      case constraint
    }

    public var kind: Kind
    /// `name[compartment]`, the equation, or the id of the reaction or constraint.
    public var name: String
    public var required: Double
    /// How much of that there can be.
    public var reached: Double
  }

  /// Something that the model cannot get rid of.
  public struct Surplus: Sendable, Hashable {
    /// `name[compartment]`.
    public var name: String
    public var amount: Double
  }

  public var shortfalls: [Shortfall]
  /// What would have to leave for the task to be done, the largest amount first; empty if it could
  /// not be done even then, `nil` if that was not looked for.
  public var surplus: [Surplus]?
}

extension TaskReason: CustomStringConvertible {
  /// One sentence.
  public var description: String {
    guard let first = shortfalls.first else { return "The solver found no answer that holds." }
    var text = first.description
    if shortfalls.count > 1 {
      text += ", and \(shortfalls.count - 1) more demand" + (shortfalls.count > 2 ? "s" : "")
    }
    guard let surplus else { return text + "." }
    if surplus.isEmpty { return text + ", even if every metabolite could leave." }
    let names = surplus.prefix(3).map { "\($0.amount.brief) \($0.name)" }
    let rest = surplus.count > 3 ? " and \(surplus.count - 3) more" : ""
    return text + ", since \(names.joined(separator: ", "))\(rest) cannot be removed."
  }
}

extension TaskReason.Shortfall: CustomStringConvertible {
  public var description: String {
    let amount =
      reached > 0 ? ": at most \(reached.brief) of the \(required.brief) required" : ""
    return switch kind {
    case .output: "\(name) cannot be made\(amount)"
    case .input: "\(name) cannot be used up\(amount)"
    case .equation: "'\(name)' cannot run\(amount)"
    case .reaction: "the flux that the bounds of \(name) require cannot be carried\(amount)"
    case .constraint: "the constraint \(name) cannot hold\(amount)"
    }
  }
}

extension Double {
  /// Four significant digits.
  fileprivate var brief: String {
    guard isFinite, self != 0 else { return "0" }
    let text = rounded(toPlaces: 3 - decimalExponent).description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
