/// A set of small numbers that is walked at the cost of its members, in an order that depends on
/// its history alone.
final class IndexSet {
  private let members: UnsafeMutablePointer<Int32>
  private let places: UnsafeMutablePointer<Int32>
  private let capacity: Int
  private(set) var count = 0

  init(capacity: Int) {
    self.capacity = capacity
    members = .filled(with: 0, count: capacity)
    places = .filled(with: -1, count: capacity)
  }

  deinit {
    members.deallocate()
    places.deallocate()
  }

  /// The members, `count` of them; they move when the set changes.
  var list: UnsafeMutablePointer<Int32> { members }

  @inline(__always)
  func contains(_ index: Int) -> Bool { places[index] >= 0 }

  @inline(__always)
  func insert(_ index: Int) {
    if places[index] >= 0 { return }
    places[index] = Int32(truncatingIfNeeded: count)
    members[count] = Int32(truncatingIfNeeded: index)
    count &+= 1
  }

  @inline(__always)
  func remove(_ index: Int) {
    let place = places[index]
    if place < 0 { return }
    count &-= 1
    let last = members[count]
    members[Int(place)] = last
    places[Int(last)] = place
    places[index] = -1
  }

  @inline(__always)
  func set(_ index: Int, _ isMember: Bool) {
    if (places[index] >= 0) == isMember { return }
    if isMember { insert(index) } else { remove(index) }
  }

  func removeAll() {
    for place in 0..<count { places[Int(members[place])] = -1 }
    count = 0
  }
}
