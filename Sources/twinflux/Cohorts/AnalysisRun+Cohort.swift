import TwinFlux

extension AnalysisRun {
  /// The cohort that the inputs and what the directory has frozen make.
  mutating func makeCohort(
    _ settings: CohortSettings, _ inputs: CohortInputs, in directory: CohortDirectory,
    using backend: some LPBackend
  ) throws(CommandFailure) -> Cohort {
    let old = try cohortStore { () throws(CohortStoreError) in try directory.reference() }
    var frozen: CohortReference
    if let old { frozen = old } else { frozen = try makeReference(inputs, settings.omics) }
    // That of today: a store of another method refuses it.
    frozen.method =
      settings.omics?.method(
        skipsBrokenRules: self.settings.model.skipsBrokenRules,
        lengths: inputs.omics?.lengthsDigest) ?? ""
    let model = try widened(inputs.base, by: frozen)
    warn(ofPatientsBeyond: model, inputs.widest)
    var cohort = Cohort(
      model, design: inputs.design, bounds: inputs.designed,
      source: .init(
        version: "twinflux \(ToolVersion.current)", modelDigest: inputs.modelDigest,
        inputs: inputs.sources))
    cohort.source.solver = solverIdentity
    if let omics = settings.omics, let levels = inputs.omics {
      let median = frozen.individual(model.model, matching: levels.matching)
      var method: any OmicsMethod = try method(omics, levels, median, frozen, model.model)
      // One thread for each patient; the number of patients at once is the run's. The time of a
      // patient's own limit holds for the programs of the method too.
      let solver = MethodSolver(
        backend, solving: self.settings.solver.options(secondsLeft: settings.secondsPerPatient),
        isCancelled: { Interruption.isRequested })
      // Under other media the patients have other ranges, and each finds their own.
      if inputs.design.patients.allSatisfy({ $0.medium == nil && $0.bounds == nil }) {
        method = try Self.prepared(method, for: inputs.base, solver)
      }
      let bounds = OmicsPatientBounds(
        inputs.base, table: levels.table, matching: levels.matching, method: method,
        solver: solver, media: inputs.media, boundsFiles: inputs.boundsFiles)
      cohort.bounds = bounds
      cohort.reference = try individual(model, levels, method, median, solver)
      if let shrinkage = settings.shrinkage {
        cohort.bounds = try shrink(bounds, shrinkage, inputs.design, in: directory)
      }
    }
    cohort.analysis.kind = settings.kind
    if let enzymes = inputs.enzymes { try constrain(&cohort, by: enzymes, inputs) }
    cohort.tasks = inputs.tasks
    cohort.analysis.tolerance = self.settings.solver.tolerance
    cohort.analysis.parsimoniousFraction = settings.parsimoniousFraction
    if let list = settings.reactions {
      cohort.reactions = try ReactionSelection.indices(of: list, in: cohort.model.model)
    }
    cohort.genes = try settings.genes.map { list throws(CommandFailure) in
      try ReactionSelection.indices(of: list, in: .genes(model.model))
    }
    cohort.analysis.cut = try cut(settings.cut, of: cohort, &frozen, using: backend)
    cohort.frozen = frozen
    return cohort
  }

  /// What the method needs of the model whatever the patient, found once.
  private static func prepared(
    _ method: any OmicsMethod, for base: ConstrainedModel, _ solver: MethodSolver
  ) throws(CommandFailure) -> any OmicsMethod {
    func prepare<Method: OmicsMethod>(_ method: Method) throws(OmicsError) -> any OmicsMethod {
      let ready: Method = try method.prepared(for: base, using: solver)
      return ready
    }
    do throws(OmicsError) { return try prepare(method) } catch { throw CommandFailure(error) }
  }

  /// The solvers that may decide a last digit: of `auto` there are two, and only one has a version.
  private var solverIdentity: String {
    let choice = self.settings.solver.solver
    let versions = SolverChoice.versions.filter { choice == "auto" || $0.hasPrefix(choice) }
    return ([choice] + versions).joined(separator: ", ")
  }

  private func makeReference(
    _ inputs: CohortInputs, _ omics: CohortOmicsSettings?
  ) throws(CommandFailure) -> CohortReference {
    let widest = inputs.widest
    let model = inputs.base.model
    var reference = CohortReference(
      bounds: widest.indices.filter { widest[$0] != inputs.base.bounds[$0] }.map {
        .init(reaction: model.reactions[$0].id, lower: widest[$0].lower, upper: widest[$0].upper)
      })
    guard let levels = inputs.omics else { return reference }
    do throws(OmicsError) {
      let medians = try CohortReference.medians(
        of: inputs.design.patients.map(\.sample), in: levels.table, model: model,
        matching: levels.matching)
      reference.samples = medians.samples.sorted()
      reference.levels = medians.levels
      if let scheme = omics?.levels.threshold, scheme.needsCohort {
        let rule: ThresholdRule = try scheme.rule { () throws(OmicsError) in
          try CohortLevels(
            levels.table, samples: medians.samples, matching: levels.matching)
        }
        if case .frozen(let thresholds) = rule {
          reference.thresholds = FrozenThresholds(thresholds, scheme: scheme.text, of: model)
        }
      }
      return reference
    } catch {
      throw CommandFailure(error, table: levels.path)
    }
  }

  private func widened(
    _ base: ConstrainedModel, by reference: CohortReference
  ) throws(CommandFailure) -> ConstrainedModel {
    do throws(ModelError) { return try reference.widened(base) } catch {
      throw CommandFailure(
        .cannotCreate,
        "The cohort in the directory is of another model: \(error.description) Give another "
          + "directory, or --restart to throw away what is there.")
    }
  }

  private func warn(ofPatientsBeyond model: ConstrainedModel, _ widest: [FluxBounds]) {
    let wider = zip(widest, model.bounds).contains { $0.lower < $1.lower || $0.upper > $1.upper }
    if !wider { return }
    console.warn(
      "Some patients have wider bounds than any that the cohort began with. They take as long as "
        + "an analysis of their own; --restart would make them a part of what all start from.")
  }

  private func method(
    _ omics: CohortOmicsSettings, _ levels: CohortInputs.Levels, _ median: GeneLevels,
    _ frozen: CohortReference, _ model: MetabolicModel
  ) throws(CommandFailure) -> any OmicsMethod {
    let thresholds = try thresholds(omics.levels.threshold, frozen, of: model)
    do throws(OmicsError) {
      var reference: GeneLevels?
      var parameter: String?
      switch omics.scale {
      case nil, .reference: reference = omics.levels.methodOptions["scale"] == nil ? median : nil
      case .sample(.sample(let name)):
        reference = try levels.matching.levels(of: levels.table.profile(of: name))
      case .sample(let scale): parameter = scale.parameter
      }
      let method: any OmicsMethod = try omics.levels.makeMethod(
        skipsBrokenRules: settings.model.skipsBrokenRules, scale: parameter,
        reference: reference, thresholds: thresholds)
      return method
    } catch {
      throw CommandFailure(error, table: levels.path)
    }
  }

  /// The thresholds that were made with the cohort, where the scheme makes them from it. Of another
  /// scheme: the store refuses that, by the words of its method.
  private func thresholds(
    _ scheme: ThresholdScheme?, _ frozen: CohortReference, of model: MetabolicModel
  ) throws(CommandFailure) -> ThresholdRule? {
    guard let scheme else { return nil }
    if scheme.needsCohort {
      guard let thresholds = frozen.thresholds else {
        throw CommandFailure(
          .cannotCreate,
          "The cohort in the directory was made without --threshold \(scheme.text). Give another "
            + "directory, or --restart to throw away what is there.")
      }
      return .frozen(thresholds.thresholds(for: model))
    }
    do throws(OmicsError) {
      return try scheme.rule { () throws(OmicsError) in CohortLevels(samples: [], levels: []) }
    } catch {
      throw CommandFailure(error)
    }
  }

  /// The bounds of the reference individual: the method applied to the median levels, under the widest
  /// bounds of the patients.
  private mutating func individual(
    _ model: ConstrainedModel, _ levels: CohortInputs.Levels, _ method: any OmicsMethod,
    _ median: GeneLevels,
    _ solver: MethodSolver
  ) throws(CommandFailure) -> [FluxBounds] {
    let individual: PersonalizedModel
    do throws(OmicsError) {
      individual = try method.personalize(model, with: median, using: solver)
    } catch {
      throw CommandFailure(error, table: levels.path)
    }
    let counts = individual.counts
    for note in levels.notes { console.state(note) }
    console.warn(levels.warnings)
    for note in individual.coverage.notes { console.state(note) }
    console.state(
      "\(count(counts.changed, "reaction")) got bounds from the median levels "
        + "(\(counts.closed) closed by them); \(model.bounds.count - counts.changed) were left as "
        + "they were.")
    console.warn(individual.cautions)
    console.warn(
      individual.unlimited.map {
        "Reaction '\(model.model.reactions[$0].id)' has an infinite bound, which no level can "
          + "scale. Give it a finite one with --bound."
      })
    report.omics = .object(levels.reportMembers + individual.reportMembers())
    return individual.constrained.bounds
  }

  private func cut(
    _ cut: CohortSettings.Cut, of cohort: Cohort, _ frozen: inout CohortReference,
    using backend: some LPBackend
  ) throws(CommandFailure) -> CohortAnalysisOptions.Cut {
    switch cut {
    case .fraction(let fraction): return .fraction(fraction)
    case .absolute(let value): return .absolute(value)
    case .none: return .none
    case .fractionOfReference(let fraction):
      let optimum: Double
      if let known = frozen.optimum {
        optimum = known
      } else {
        optimum = try self.optimum(ofReferenceOf: cohort, using: backend)
      }
      frozen.optimum = optimum
      let room = (1 - fraction) * abs(optimum)
      let value =
        cohort.model.objective.sense == .maximize ? optimum - room : optimum + room
      console.note(
        "optimum of the reference individual \(readable(optimum)); every patient keeps "
          + "\(readable(value))")
      return .absolute(value)
    }
  }

  private func optimum(
    ofReferenceOf cohort: Cohort, using backend: some LPBackend
  ) throws(CommandFailure) -> Double {
    var model = cohort.model
    do throws(ModelError) {
      for (index, pair) in cohort.reference.enumerated() {
        try model.setBounds(pair, ofReaction: index)
      }
    } catch {
      throw CommandFailure(.badData, error.description)
    }
    do throws(FluxError) {
      return try fluxBalance(
        of: model, options: settings.solver.options(secondsLeft: nil), using: backend
      ).objectiveValue
    } catch {
      var failure = CommandFailure(error)
      failure.message =
        "The reference individual has no optimum to take a fraction of. " + error.description
        + " Give --objective-value V."
      throw failure
    }
  }
}

extension CohortInputs.Levels {
  /// Which tables they are from: the path and the digest of one, or a list of several.
  fileprivate var reportMembers: [JSONValue.Member] {
    let tables = inputs.map { input in
      [
        JSONValue.Member("path", .string(input.path)),
        JSONValue.Member("sha256", .string(input.sha256)),
      ]
    }
    return tables.count == 1
      ? tables[0] : [JSONValue.Member("tables", .array(tables.map(JSONValue.object)))]
  }
}
