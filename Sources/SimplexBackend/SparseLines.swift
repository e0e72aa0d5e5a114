/// The rows, or the columns, of a sparse matrix that changes: lines of (index, value) entries that
/// lie in one pool, each with some room to grow.
///
/// A line that outgrows its room moves to the end of the pool and leaves a hole. It doubles its room
/// each time, so that the holes never exceed the entries in number by more than a constant factor.
/// The order of the entries within a line has no meaning. The owner calls ``deallocate()``.
struct SparseLines {
  struct Line {
    var start: Int32 = 0
    var count: Int32 = 0

    @inline(__always)
    var end: Int { Int(start &+ count) }
  }

  let lineCount: Int
  let lines: UnsafeMutablePointer<Line>
  private let capacities: UnsafeMutablePointer<Int32>
  private(set) var indices: UnsafeMutablePointer<Int32>
  private(set) var values: UnsafeMutablePointer<Double>
  private var used = 0
  private var capacity: Int

  init(lineCount: Int, capacity: Int) {
    self.lineCount = lineCount
    self.capacity = max(16, capacity)
    lines = .allocate(capacity: max(1, lineCount))
    lines.initialize(repeating: Line(), count: lineCount)
    capacities = .allocate(zeros: lineCount)
    indices = .allocate(zeros: self.capacity)
    values = .allocate(zeros: self.capacity)
  }

  func deallocate() {
    lines.deallocate()
    capacities.deallocate()
    indices.deallocate()
    values.deallocate()
  }

  @inline(__always)
  subscript(line: Int) -> Line {
    get { lines[line] }
    nonmutating _modify { yield &lines[line] }
  }

  /// Empties all lines.
  mutating func reset() {
    lines.update(repeating: Line(), count: lineCount)
    capacities.update(repeating: 0, count: lineCount)
    used = 0
  }

  /// Makes room for as many entries in a line as its count says, and `slack` more, and empties it.
  @inline(__always)
  mutating func layOut(_ line: Int, slack: Int32) {
    capacities[line] = lines[line].count &+ slack
    lines[line] = Line(start: Int32(truncatingIfNeeded: used))
    used &+= Int(capacities[line])
  }

  /// Makes sure that `extra` entries can follow the used part of the pool.
  mutating func reserve(_ extra: Int) {
    guard used + extra > capacity else { return }
    let grown = max(2 * capacity, used + extra)
    indices = indices.reallocated(from: capacity, to: grown)
    values = values.reallocated(from: capacity, to: grown)
    capacity = grown
  }

  /// Adds an entry to a line that was laid out with room for it.
  @inline(__always)
  func place(_ index: Int32, _ value: Double, in line: Int) {
    let position = lines[line].end
    indices[position] = index
    values[position] = value
    lines[line].count &+= 1
  }

  /// Adds an entry to a line, which moves if it is full.
  @inline(__always)
  mutating func append(_ index: Int32, _ value: Double, to line: Int) {
    if lines[line].count == capacities[line] { move(line, room: 2 * Int(capacities[line]) + 4) }
    place(index, value, in: line)
  }

  /// Empties a line and gives it room for `count` entries.
  mutating func clear(_ line: Int, room count: Int) {
    lines[line].count = 0
    if Int(capacities[line]) < count { move(line, room: count) }
  }

  private mutating func move(_ line: Int, room: Int) {
    reserve(room)
    let old = Int(lines[line].start)
    let count = Int(lines[line].count)
    (indices + used).update(from: indices + old, count: count)
    (values + used).update(from: values + old, count: count)
    lines[line].start = Int32(truncatingIfNeeded: used)
    capacities[line] = Int32(truncatingIfNeeded: room)
    used += room
  }

  @inline(__always)
  func range(of line: Int) -> Range<Int> {
    Int(lines[line].start)..<lines[line].end
  }

  /// The position in the pool of the entry `index` of a line. - Precondition: It has one.
  @inline(__always)
  func position(of index: Int32, in line: Int) -> Int {
    var position = Int(lines[line].start)
    while indices[position] != index { position &+= 1 }
    return position
  }

  /// Takes an entry out of a line; the last entry takes its place.
  @inline(__always)
  func remove(at position: Int, from line: Int) {
    lines[line].count &-= 1
    let last = lines[line].end
    indices[position] = indices[last]
    values[position] = values[last]
  }
}

extension UnsafeMutablePointer where Pointee: Numeric {
  /// Room for `count` zeros, and for one where there are none.
  static func allocate(zeros count: Int) -> Self {
    let pointer = allocate(capacity: Swift.max(1, count))
    pointer.initialize(repeating: 0, count: Swift.max(1, count))
    return pointer
  }

  /// The same elements in a larger buffer, with zeros behind them; the old buffer is gone.
  func reallocated(from count: Int, to grown: Int) -> Self {
    let pointer = Self.allocate(zeros: grown)
    pointer.update(from: self, count: count)
    deallocate()
    return pointer
  }
}
