/// e^{Ms}·z for many s of one stretch, as a search for roots asks for.
///
/// The states at equal distances δ = 1/‖M‖ are kept, each the exponential of Mδ times the one
/// before; between two of them the Taylor series has terms below 1/k!, and ends after about
/// eighteen. The error is a few roundings for each kept state. A stretch of too many distances is
/// evaluated by exponentials instead.
struct StatePath {
  private static let anchorLimit = 4096

  private let matrix: SquareMatrix
  private let spacing: Double
  private var anchors: [[Double]]

  init(_ matrix: SquareMatrix, from origin: [Double], over length: Double) {
    self.matrix = matrix
    let norm = matrix.oneNorm
    spacing = norm > 0 ? 1 / norm : .infinity
    anchors = [origin]
    let count = (length / spacing).rounded(.down)
    guard count >= 1, count <= Double(Self.anchorLimit) else { return }
    let step = (spacing * matrix).exponential()
    for k in 0..<Int(count) { anchors.append(step.times(anchors[k])) }
  }

  func state(_ s: Double) -> [Double] {
    let place = (s / spacing).rounded(.down)
    guard place <= Double(anchors.count) else {
      return (s * matrix).exponential().times(anchors[0])
    }
    let index = min(Int(place), anchors.count - 1)
    let rest = s - Double(index) * spacing
    var sum = anchors[index]
    guard rest > 0 else { return sum }
    var term = sum
    var k = 0.0
    var (size, total) = (Double.infinity, 0.0)
    while size > 0.1 * .ulpOfOne * total, k < 40 {
      k += 1
      term = matrix.times(term)
      (size, total) = (0, 0)
      for i in term.indices {
        term[i] *= rest / k
        sum[i] += term[i]
        size += abs(term[i])
        total += abs(sum[i])
      }
    }
    return sum
  }
}
