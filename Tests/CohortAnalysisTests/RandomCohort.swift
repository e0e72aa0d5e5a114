import TestSupport
import TwinFlux

/// Patients of a small random model: bounds narrowed by factors of each patient's own. The third has
/// no levels, and the sixth bounds that nothing satisfies.
struct RandomCohort {
  let cohort: Cohort

  init(_ count: Int) throws {
    let model = ConstrainedModel(try RandomModels.model(seed: 22, reactions: 50))
    let patients = (0..<count).map {
      CohortDesign.Patient(sample: "P\($0)", group: $0 % 2 == 0 ? "a" : "b", line: $0 + 2)
    }
    cohort = Cohort(
      model, design: try CohortDesign(path: "d.tsv", patients: patients),
      bounds: Bounds(base: model.bounds),
      source: .init(version: "test 1", modelDigest: "22"))
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
