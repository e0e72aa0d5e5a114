import Foundation
import TestSupport
import Testing
import TwinFlux

@Suite("A response curve as a value and a file")
struct FluxResponseCurveTests {
  private typealias Point = FluxResponseCurve.Breakpoint

  private func curve(
    _ points: [(Double, Double)], sense: FluxObjective.Sense = .maximize
  ) throws(FluxResponseError) -> FluxResponseCurve {
    try FluxResponseCurve(
      points.map { Point(bound: $0.0, value: $0.1, outerBound: $0.1) }, sense: sense,
      drive: "uptake through EX_s", objective: "OUT")
  }

  @Test("has the values of the lines between its breakpoints, and those of the breakpoints exactly")
  func values() throws {
    let curve = try curve([(0.1, 0.3), (0.7, 1.1), (2.3, 1.7)])
    for point in curve.breakpoints { #expect(try curve.value(at: point.bound) == point.value) }
    #expect(abs(try curve.value(at: 0.4) - 0.7) <= 1e-15)
    #expect(abs(try curve.value(at: 1.5) - 1.4) <= 1e-15)
    #expect(try curve.slope(at: 0.1) == curve.slopes[0])
    #expect(try curve.slope(at: 0.7) == curve.slopes[1])
    #expect(try curve.slope(at: 2.3) == curve.slopes[1])
    #expect(curve.domain == 0.1...2.3)
  }

  @Test("refuses what no optimum of a linear program can be")
  func refusals() throws {
    func error(
      _ points: [(Double, Double)], _ sense: FluxObjective.Sense = .maximize
    ) -> FluxResponseError? {
      do throws(FluxResponseError) { _ = try curve(points, sense: sense) } catch { return error }
      return nil
    }
    #expect(error([(0, 0)]) == .tooFewBreakpoints(count: 1))
    #expect(error([]) == .tooFewBreakpoints(count: 0))
    #expect(error([(0, 0), (0, 1)]) == .notSorted(index: 1))
    #expect(error([(0, 0), (2, 1), (1, 1)]) == .notSorted(index: 2))
    #expect(error([(0, 0), (1, .nan)]) == .notFinite(index: 1))
    #expect(error([(-.infinity, 0), (1, 0)]) == .notFinite(index: 0))
    #expect(error([(0, 0), (1, 1), (2, 3)]) == .wrongCurvature(index: 1, sense: .maximize))
    #expect(
      error([(0, 0), (1, 1), (2, 1)], .minimize) == .wrongCurvature(index: 1, sense: .minimize))
    #expect(error([(0, 0), (1, 1), (2, 3)], .minimize) == nil)
    #expect(error([(0, 0), (1, 1), (2, 1)]) == nil)
    // The rounding of a solver is no bend.
    #expect(error([(0, 0), (1, 1 - 1e-9), (2, 2)]) == nil)
    // Finite numbers whose slope is not.
    #expect(error([(0, -1e308), (.leastNonzeroMagnitude, 1e308)]) == .notFinite(index: 0))
  }

  @Test("survives a file, and a file that says anything else is refused")
  func file() throws {
    let curve = try curve([(0, 0), (8, 8), (10, 8)])
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let bytes = try encoder.encode(curve)
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(try JSONDecoder().decode(FluxResponseCurve.self, from: bytes) == curve)
    #expect(text.contains("\"schema\":\"twinflux.response/1\"") && text.contains("\"slope\":1"))
    func error(_ old: String, _ new: String) -> FluxResponseError? {
      precondition(text.contains(old), "no \(old) in \(text)")
      let changed = Data(text.replacing(old, with: new).utf8)
      do {
        _ = try JSONDecoder().decode(FluxResponseCurve.self, from: changed)
        return nil
      } catch { return error as? FluxResponseError }
    }
    #expect(error("response/1", "response/2") == .unknownSchema(found: "twinflux.response/2"))
    #expect(error("\"drive\"", "\"drives\"") == .unknownKey("drives"))
    #expect(error("\"outerBound\"", "\"outer\"") == .unknownKey("outer"))
    #expect(error("\"slope\":1", "\"slope\":1.5") == .wrongSlope(index: 0, stated: 1.5))
    #expect(error("maximize", "minimize") == .wrongCurvature(index: 1, sense: .minimize))
    #expect(error("\"bound\":10", "\"bound\":7") == .notSorted(index: 2))
    let unproved = Data(text.replacing("\"outerBound\":8,", with: "").utf8)
    let read = try JSONDecoder().decode(FluxResponseCurve.self, from: unproved)
    #expect(!read.isCertified && read.breakpoints.map(\.isCertified) == [true, false, false])
  }
}
