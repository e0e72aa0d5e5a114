import FluxAnalysis
import MetabolicModels

extension RequiredTasks {
  /// The reactions of a model without which one of the tasks fails that it can do, and which way they
  /// go (−1 backward): as in the flux distribution that was found for the first such task.
  ///
  /// - Throws: ``OmicsError/flux(_:)``.
  /// - Complexity: Of ``taskEssentialReactions(of:for:reactions:options:using:)``, over the reactions
  ///   that carry flux where the tasks are done.
  func essentialReactions(
    of base: ConstrainedModel, using solver: MethodSolver
  ) throws(OmicsError) -> [Int: Double] {
    var options = options(solver)
    options.keepsWitnesses = true
    do throws(FluxError) {
      let done = try checkTasks(tasks, on: base, options: options, using: solver.backend).results
      let witnesses = done.map { $0.status == .passed ? $0.witness?.fluxes ?? [] : [] }
      // A reaction without flux in some way to do a task is not essential for it.
      let carrying = base.model.reactions.indices.filter { reaction in
        witnesses.contains { !$0.isEmpty && $0[reaction] != 0 }
      }
      let found = try taskEssentialReactions(
        of: base, for: tasks, reactions: carrying, options: options, using: solver.backend)
      var directions: [Int: Double] = [:]
      for deletion in found.deletions {
        let flux = deletion.failedTasks.lazy.filter { !witnesses[$0].isEmpty }
          .map { witnesses[$0][deletion.index] }.first { $0 != 0 }
        if let flux { directions[deletion.index] = flux < 0 ? -1 : 1 }
      }
      return directions
    } catch {
      throw .flux(error)
    }
  }
}
