import FluxAnalysis
import TestSupport
import Testing

@Suite("The search for breakpoints")
struct ResponseCurveSearchTests {
  private typealias Sample = ResponseCurveSearch.Sample

  /// The least of some lines, with any line at a kink and lines as steep as can be at the ends.
  private struct Envelope {
    var lines: [(slope: Double, offset: Double)]
    var endSlopes: (left: Double, right: Double)
    var domain: ClosedRange<Double>

    func sample(at bound: Double, mix: Double) -> Sample {
      let values = lines.map { $0.slope * bound + $0.offset }
      let value = values.min() ?? 0
      let tied = zip(lines, values).filter { $0.1 <= value + 1e-12 }.map(\.0.slope)
      var slopes = (least: tied.min() ?? 0, greatest: tied.max() ?? 0)
      if bound == domain.lowerBound { slopes.greatest = max(slopes.greatest, endSlopes.left) }
      if bound == domain.upperBound { slopes.least = min(slopes.least, endSlopes.right) }
      return Sample(
        bound: bound, value: value,
        slope: slopes.least + mix * (slopes.greatest - slopes.least), outerBound: value)
    }
  }

  private func randomEnvelope(_ random: inout SeededGenerator) -> Envelope {
    // Tangents of a parabola: every one of them shows.
    let count = Int.random(in: 1...12, using: &random)
    let lines = (0..<count).map { _ in
      let place = Double.random(in: 0.5...9.5, using: &random)
      return (slope: 10 - 2 * place, offset: place * place)
    }
    return Envelope(lines: lines, endSlopes: (1e6, -1e6), domain: 0...10)
  }

  @Test("finds every kink of random functions, whichever of its lines a point shows")
  func random() throws {
    var random = SeededGenerator(seed: 5)
    for round in 0..<300 {
      let envelope = randomEnvelope(&random)
      var looks = 2
      let search = ResponseCurveSearch(tolerance: 1e-9, mostSamples: 1000)
      let mix = [0, 0.5, 1][round % 3]
      let found = search.breakpoints(
        from: envelope.sample(at: 0, mix: mix), to: envelope.sample(at: 10, mix: mix)
      ) { bound, _, _ in
        looks += 1
        return envelope.sample(at: bound, mix: Double.random(in: 0...1, using: &random))
      }
      let slopes = envelope.lines.map(\.slope).sorted(by: >)
      // Lines whose slopes differ by d bend by d²/16 between the next kinks or so.
      let isTooNear = zip(slopes, slopes.dropFirst()).contains { $0 - $1 < 1e-3 }
      guard let found, !isTooNear else {
        #expect(isTooNear, "round \(round)")
        continue
      }
      #expect(found.count == slopes.count + 1, "round \(round)")
      // One look for each kink, one for each piece, and a few for the ends.
      #expect(looks <= 2 * slopes.count + 6, "round \(round): \(looks)")
      for (index, slope) in slopes.enumerated() where index + 1 < found.count {
        let rise = found[index + 1].value - found[index].value
        #expect(
          abs(rise - slope * (found[index + 1].bound - found[index].bound)) <= 1e-8,
          "round \(round)")
      }
    }
  }

  @Test("gives up, and says so, beyond the most points")
  func limit() {
    let search = ResponseCurveSearch(tolerance: 1e-12, mostSamples: 10)
    // A parabola has no straight piece at all.
    let found = search.breakpoints(
      from: Sample(bound: 0, value: 0, slope: 10, outerBound: 0),
      to: Sample(bound: 10, value: 0, slope: -10, outerBound: 0)
    ) { bound, _, _ in
      let value = bound * (10 - bound)
      return Sample(bound: bound, value: value, slope: 10 - 2 * bound, outerBound: value)
    }
    #expect(found == nil)
  }
}
