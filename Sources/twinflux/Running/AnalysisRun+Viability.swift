import TwinFlux

extension AnalysisRun {
  /// The patient's bounds, what they leave of the objective, and with `--viability` the smallest
  /// relaxation of them.
  mutating func personalizedProblem(
    _ base: ConstrainedModel, _ omics: OmicsSettings, _ backend: (any LPBackend)?
  ) throws(CommandFailure) -> Problem {
    let input = try readInput(omics.tablePath)
    let found = try personalize(base, omics, input, backend)
    var personalized = found.model
    if omics.viability != nil, personalized.flux?.isRelative == true {
      throw CommandFailure(
        .usage,
        "--viability asks for a share of the optimum without omics, which fluxes of method "
          + "'\(omics.levels.method)' cannot be compared with: they have no unit. Give "
          + "--method-option uptake=REACTION=VALUE, or leave --viability out.")
    }
    var members = [
      JSONValue.Member("path", .string(input.path)),
      JSONValue.Member("sha256", .string(input.sha256)),
    ]
    var viability = JSONValue.null
    if let backend, let assessment = try assess(personalized, omics, backend) {
      if let fraction = omics.viability {
        let relaxation = try relax(personalized, assessment, fraction, backend)
        personalized = relaxation.model
        viability = relaxation.json(listedAs: "relaxed")
      } else {
        viability = blockingSection(personalized, assessment, backend)
      }
    }
    members += personalized.reportMembers() + [JSONValue.Member("viability", viability)]
    let ranges = omics.checksBounds ? try rangesWithoutOmics(of: found.model) : nil
    let quality = ProfileQuality(found.model, ranges: ranges)
    for concern in quality.concerns { console.note(concern) }
    if let unbinding = quality.unbinding {
      console.state(
        "changed bounds that no flux reaches without omics either, and that hold nothing back: "
          + "\(unbinding) of \(quality.changed).")
    }
    members.append(JSONValue.Member("quality", quality.json))
    if let tasks = found.tasks {
      let file = [
        JSONValue.Member("path", .string(tasks.path)),
        JSONValue.Member("sha256", .string(tasks.sha256)),
      ]
      members.append(JSONValue.Member("required_tasks", .object(file)))
    }
    if omics.thresholdReportPath != nil {
      members.append(JSONValue.Member("thresholds", found.thresholds))
    }
    report.omics = .object(members)
    return Problem(patient: personalized.constrained, personalized: personalized)
  }

  /// The ranges that the fluxes have before the patient's bounds, with no objective held.
  private func rangesWithoutOmics(
    of personalized: PersonalizedModel
  ) throws(CommandFailure) -> [FluxRange] {
    var options = FluxVariabilityOptions()
    options.cut = .none
    options.threads = settings.solver.threads
    options.solving = solvingOptions
    options.progress = { _, _ in !Interruption.isRequested }
    let backend = try makeBackend(for: .manyObjectives)
    do throws(FluxError) {
      return try fluxVariability(of: personalized.base, options: options, using: backend).ranges
    } catch {
      throw CommandFailure(error)
    }
  }

  /// The optima before and under the patient's bounds.
  ///
  /// - Returns: `nil` where there is no optimum before them: the analysis itself then says so.
  private func assess(
    _ personalized: PersonalizedModel, _ omics: OmicsSettings, _ backend: any LPBackend
  ) throws(CommandFailure) -> Viability.Assessment? {
    let assessment: Viability.Assessment
    do throws(OmicsError) {
      assessment = try viability.assess(personalized, using: backend)
    } catch .flux(let error) where error.answer != nil && omics.viability == nil {
      return nil
    } catch {
      throw CommandFailure(error)
    }
    try Interruption.check()
    let reference = readable(assessment.referenceOptimum)
    let patient = assessment.patientOptimum.map(readable) ?? "none (infeasible)"
    console.note("optimum without omics \(reference), under the patient's bounds \(patient)")
    return assessment
  }

  private func relax(
    _ personalized: PersonalizedModel, _ assessment: Viability.Assessment, _ fraction: Double,
    _ backend: any LPBackend
  ) throws(CommandFailure) -> ViabilityRelaxation {
    do throws(OmicsError) {
      let relaxation = try viability.relaxation(
        of: personalized, assessment, fraction: fraction, using: backend)
      describe(relaxation)
      return relaxation
    } catch {
      throw CommandFailure(error)
    }
  }

  private func describe(_ relaxation: ViabilityRelaxation) {
    if relaxation.bounds.isEmpty {
      console.state(
        "no bound had to be relaxed: the patient reaches "
          + "\(readable(relaxation.fraction)) of the optimum without omics.")
      return
    }
    console.state(
      "relaxed \(count(relaxation.bounds.count, "bound")) of the patient, by "
        + "\(readable(relaxation.total)) mmol/gDW/h in all, to reach "
        + "\(readable(relaxation.optimum)); the report lists them.")
    let most = console.verbosity == .verbose ? relaxation.bounds.count : Console.shownWarnings
    for bound in relaxation.bounds.prefix(most) { console.state("relaxed " + bound.sentence) }
    if relaxation.bounds.count > most {
      console.state("… and \(relaxation.bounds.count - most) more (--verbose lists them).")
    }
  }

  /// Says loudly what stops the patient's model, if something does.
  private func blockingSection(
    _ personalized: PersonalizedModel, _ assessment: Viability.Assessment,
    _ backend: any LPBackend
  ) -> JSONValue {
    if !assessment.isBlocked { return assessment.json }
    let optimum = assessment.patientOptimum.map { "is \(readable($0))" } ?? "does not exist"
    console.warn(
      "The patient's bounds block the model: its optimum \(optimum), against "
        + "\(readable(assessment.referenceOptimum)) without omics. "
        + "Give --viability F to relax the bounds as little as needed.")
    do throws(OmicsError) {
      guard
        let blocking = try viability.blocking(personalized, assessment, using: backend)
      else { return assessment.json }
      console.warn(
        "\(count(blocking.bounds.count, "bound")) would have to move for "
          + "\(readable(blocking.fraction)) of the optimum without omics. "
          + "This is the smallest such change, but need not be the only one.")
      console.warn(blocking.bounds.map { "Blocking: " + $0.sentence })
      return blocking.json(listedAs: "blocking")
    } catch {
      console.warn("What blocks the model was not found: \(error.description)")
      return assessment.json
    }
  }

  private var viability: Viability {
    var viability = Viability()
    viability.solving = solvingOptions
    return viability
  }
}

extension ViabilityRelaxation.RelaxedBound {
  /// `reaction 'HEX1' (Glycolysis): upper bound 0 → 0.42; genes GCK, HK1.`
  fileprivate var sentence: String {
    let place = subsystem.isEmpty ? "" : " (\(subsystem))"
    let holders = genes.isEmpty ? "" : "; genes " + listed(genes)
    return "reaction '\(id)'\(place): \(side.rawValue) bound \(readable(from)) → "
      + "\(readable(to))\(holders)."
  }
}
