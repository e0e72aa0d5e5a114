import Testing

@testable import SimplexBackend

@Suite("Work vectors of the simplex")
struct WorkVectorTests {
  @Test("keep what is large, forget what is next to zero, and clear")
  func lists() {
    let vector = WorkVector(size: 5)
    vector.append(2, at: 3)
    vector.append(1e-20, at: 1)
    vector.dropZeros(below: 1e-14)
    #expect(vector.count == 1 && vector.indices[0] == 3 && vector.values[1] == 0)
    let copy = WorkVector(size: 5)
    copy.append(7, at: 0)
    copy.copy(from: vector)
    #expect(copy.count == 1 && copy.values[0] == 0 && copy.values[3] == 2)
    copy.clear()
    #expect(copy.count == 0 && (0..<5).allSatisfy { copy.values[$0] == 0 })
  }
}
