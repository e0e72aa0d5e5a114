import TestSupport
import TwinFlux

/// Patients of a small random model: bounds narrowed by factors of each patient's own. The third has
/// no levels, and the sixth bounds that nothing satisfies. Genes catalyse most reactions, alone, with
/// another or in another's stead.
struct RandomCohort {
  let cohort: Cohort

  init(_ count: Int) throws {
    let model = ConstrainedModel(
      try Self.addingGenes(to: RandomModels.model(seed: 22, reactions: 50)))
    let patients = (0..<count).map {
      CohortDesign.Patient(sample: "P\($0)", group: $0 % 2 == 0 ? "a" : "b", line: $0 + 2)
    }
    cohort = Cohort(
      model, design: try CohortDesign(path: "d.tsv", patients: patients),
      bounds: Bounds(base: model.bounds),
      source: .init(version: "test 1", modelDigest: "22"))
  }

  private static func addingGenes(to model: MetabolicModel) throws -> MetabolicModel {
    let genes = (0..<15).map { Gene(id: "g\($0)") }
    var reactions = model.reactions
    for index in reactions.indices where index % 4 != 3 {
      let (first, second) = ("g\(index % 15)", "g\(index * 7 % 15)")
      let rule = [first, "\(first) or \(second)", "\(first) and \(second)"][index % 4]
      reactions[index].rule = try GeneRuleParser.parse(rule) { id in
        genes.firstIndex { $0.id == id } ?? 0
      }
    }
    return try MetabolicModel(
      id: model.id, metabolites: model.metabolites, reactions: reactions, genes: genes,
      stoichiometry: model.stoichiometry, objective: model.objective)
  }

  private struct Bounds: PatientBounds {
    let base: [FluxBounds]

    func bounds(
      of patient: CohortDesign.Patient
    ) throws(CohortRecord.Failure) -> [FluxBounds] {
      let number = UInt64(patient.sample.dropFirst()) ?? 0
      if number == 2 { throw CohortRecord.Failure(.input, reason: "no levels") }
      if number == 5 { return base.map { FluxBounds(lower: $0.upper, upper: $0.upper) } }
      var random = SeededGenerator(seed: 1000 + number)
      return base.map { bounds in
        let scale = Double.random(in: 0.3...1, using: &random)
        return FluxBounds(lower: bounds.lower * scale, upper: bounds.upper * scale)
      }
    }
  }

  /// The same bounds, but for one patient's, which are narrower.
  struct Narrowed: PatientBounds {
    let original: any PatientBounds
    let sample: String
    let factor: Double

    init(_ original: any PatientBounds, sample: String, factor: Double) {
      self.original = original
      self.sample = sample
      self.factor = factor
    }

    func bounds(
      of patient: CohortDesign.Patient
    ) throws(CohortRecord.Failure) -> [FluxBounds] {
      let bounds = try original.bounds(of: patient)
      if patient.sample != sample { return bounds }
      return bounds.map { FluxBounds(lower: $0.lower * factor, upper: $0.upper * factor) }
    }
  }
}
