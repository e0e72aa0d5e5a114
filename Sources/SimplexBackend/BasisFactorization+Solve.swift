extension BasisFactorization {
  /// A pattern of more than one pivot in this many is not searched for to the end: the walk through
  /// all pivots is then the faster.
  private static let hyperSparseShare = 20
  /// Nor is a search begun from more than one pivot in this many, since most of these would be given
  /// up. Both limits look at nothing but the solve at hand, so that its path, and with it the
  /// rounding, does not depend on the solves before.
  private static let hyperSparseStartShare = 100

  /// Solves *B x = a* in place; `savesSpike` keeps what `update` needs to enter the column *a*.
  func ftran(_ vector: WorkVector, savesSpike: Bool) {
    vector.dropZeros(below: Self.dropTolerance)
    solveLower(vector)
    applyEtas(vector)
    if savesSpike {
      spike.copy(from: vector)
      hasSpike = true
    }
    solveUpper(vector)
  }

  /// Solves *Bᵀ y = c* in place.
  func btran(_ vector: WorkVector) {
    btranUpper(vector)
    solveLowerTransposed(vector)
  }

  private func btranUpper(_ vector: WorkVector) {
    vector.dropZeros(below: Self.dropTolerance)
    let unit = vector.count == 1 ? Int(vector.indices[0]) : -1
    let factor = unit < 0 ? 0 : vector.values[unit]
    solveUpperTransposed(vector)
    // Of a much smaller multiple of eₚ the solve has dropped values that count.
    if abs(factor) >= 0.5 { keepUnitRow(vector, position: unit, scale: 1 / factor) }
    applyEtasTransposed(vector)
  }

  /// Solves *Bᵀ y = c* for two vectors at once, the first a unit vector.
  ///
  /// Where neither result is sparse, the entries of *L*, most of the work, are walked once for both,
  /// side by side in `pairs`; then the second one's list is void, and its count that of all
  /// positions.
  /// - Returns: Whether the results are in `pairs`, too.
  func btran(
    unit first: WorkVector, and second: WorkVector, pairs: UnsafeMutablePointer<SIMD2<Double>>
  ) -> Bool {
    btranUpper(first)
    btranUpper(second)
    if isSearchable(first) || isSearchable(second) {
      solveLowerTransposed(first)
      solveLowerTransposed(second)
      return false
    }
    let (a, b) = (first.values, second.values)
    for index in 0..<size { pairs[index] = SIMD2(a[index], b[index]) }
    solveAllOfLowerTransposed(pairs)
    for index in 0..<size {
      a[index] = pairs[index].x
      b[index] = pairs[index].y
    }
    list(first)
    second.count = size
    return true
  }

  /// *y* with *Uᵀ y = eₚ* for an update of position *p* to come.
  private func keepUnitRow(_ vector: WorkVector, position: Int, scale: Double) {
    unitRow.clear()
    for place in 0..<vector.count {
      let index = Int(vector.indices[place])
      unitRow.append(scale * vector.values[index], at: index)
    }
    unitPosition = position
  }

  private func solveLower(_ vector: WorkVector) {
    if lowerColumnCount == 0 { return }
    if isSearchable(vector) && solveReached(vector, lowerColumns, nil) { return }
    solveAllOfLower(vector)
    list(vector)
  }

  private func solveLowerTransposed(_ vector: WorkVector) {
    if isSearchable(vector) && solveReached(vector, lowerRows, nil) { return }
    solveAllOfLowerTransposed(vector)
    list(vector)
  }

  private func solveUpper(_ vector: WorkVector) {
    if isSearchable(vector) && solveReached(vector, upperColumns, diagonal) { return }
    solveAll(vector, upperColumns, from: orderCount - 1, step: -1)
  }

  func solveUpperTransposed(_ vector: WorkVector) {
    if isSearchable(vector) && solveReached(vector, upperRows, diagonal) { return }
    solveAll(vector, upperRows, from: 0, step: 1)
  }

  @inline(__always)
  private func isSearchable(_ vector: WorkVector) -> Bool {
    vector.count <= size / Self.hyperSparseStartShare
  }

  /// A triangular solve through the pivots that the pattern of `vector` reaches. Returns false, with
  /// nothing changed, if they are too many.
  @inline(__always)
  private func solveReached(
    _ vector: WorkVector, _ lines: SparseLines, _ diagonal: UnsafeMutablePointer<Double>?
  ) -> Bool {
    let first = search(vector, lines, limit: size / Self.hyperSparseShare)
    guard first >= 0 else { return false }
    let values = vector.values
    let list = vector.indices
    var kept = 0
    // The search lists a pivot after all that it reaches; from the back is the order to solve in.
    for place in first..<size {
      let pivot = Int(reached[place])
      marks[pivot] = 0
      var value = values[pivot]
      if abs(value) <= Self.dropTolerance {
        values[pivot] = 0
        continue
      }
      if let diagonal {
        value /= diagonal[pivot]
        let isKept = abs(value) > Self.dropTolerance
        values[pivot] = isKept ? value : 0
        if !isKept { continue }
      }
      list[kept] = Int32(truncatingIfNeeded: pivot)
      kept &+= 1
      for entry in lines.range(of: pivot) {
        values[Int(lines.indices[entry])] -= lines.values[entry] * value
      }
    }
    vector.count = kept
    return true
  }

  /// Lists the pivots that the pattern of `vector` reaches in the graph of a factor, each before all
  /// that it reaches, in `reached[first..<size]`, and leaves their marks set. Returns *first*, or
  /// −1, with no marks, if there are more than `limit`.
  ///
  /// The depth-first search of Gilbert & Peierls, with the stack in the open.
  private func search(_ vector: WorkVector, _ lines: SparseLines, limit: Int) -> Int {
    let (marks, stack, cursors, reached) = (marks, stack, cursors, reached)
    let indices = lines.indices
    let least = size &- limit
    var first = size
    for place in 0..<vector.count {
      let root = Int(vector.indices[place])
      if marks[root] != 0 { continue }
      if first == least {
        forgetSearch(first: first, depth: -1)
        return -1
      }
      marks[root] = 1
      var depth = 0
      stack[0] = Int32(truncatingIfNeeded: root)
      cursors[0] = lines[root].count
      while depth >= 0 {
        let pivot = Int(stack[depth])
        let start = lines[pivot].start
        var cursor = cursors[depth]
        var child = -1
        while cursor > 0 {
          cursor &-= 1
          let index = Int(indices[Int(start &+ cursor)])
          if marks[index] == 0 {
            child = index
            break
          }
        }
        if child >= 0 {
          if first &- depth &- 1 == least {
            forgetSearch(first: first, depth: depth)
            return -1
          }
          cursors[depth] = cursor
          marks[child] = 1
          depth &+= 1
          stack[depth] = Int32(truncatingIfNeeded: child)
          cursors[depth] = lines[child].count
        } else {
          first &-= 1
          reached[first] = Int32(truncatingIfNeeded: pivot)
          depth &-= 1
        }
      }
    }
    return first
  }

  private func forgetSearch(first: Int, depth: Int) {
    for place in first..<size { marks[Int(reached[place])] = 0 }
    for place in 0..<depth &+ 1 { marks[Int(stack[place])] = 0 }
  }

  /// A solve with *L* through all the pivots that have entries below them. The list of `vector` is
  /// void afterwards.
  private func solveAllOfLower(_ vector: WorkVector) {
    let (values, pivots) = (vector.values, lowerColumnOrder)
    let (lines, indices, entries) = (lowerColumns, lowerColumns.indices, lowerColumns.values)
    for place in 0..<lowerColumnCount {
      let pivot = Int(pivots[place])
      let value = values[pivot]
      if value == 0 { continue }
      for entry in lines.range(of: pivot) {
        values[Int(indices[entry])] -= entries[entry] * value
      }
    }
  }

  /// A solve with *Lᵀ* by scalar products with the columns of *L*: *Lᵀ* comes last, when so many
  /// values are other than zero that to ask for each costs more than it saves. The list of `vector`
  /// is void afterwards.
  private func solveAllOfLowerTransposed(_ vector: WorkVector) {
    let (values, pivots) = (vector.values, lowerColumnOrder)
    let (lines, indices, entries) = (lowerColumns, lowerColumns.indices, lowerColumns.values)
    var place = lowerColumnCount
    while place > 0 {
      place &-= 1
      let pivot = Int(pivots[place])
      var value = values[pivot]
      for entry in lines.range(of: pivot) {
        value -= entries[entry] * values[Int(indices[entry])]
      }
      values[pivot] = value
    }
  }

  private func solveAllOfLowerTransposed(_ pairs: UnsafeMutablePointer<SIMD2<Double>>) {
    let pivots = lowerColumnOrder
    let (lines, indices, entries) = (lowerColumns, lowerColumns.indices, lowerColumns.values)
    var place = lowerColumnCount
    while place > 0 {
      place &-= 1
      let pivot = Int(pivots[place])
      var pair = pairs[pivot]
      for entry in lines.range(of: pivot) {
        pair -= entries[entry] * pairs[Int(indices[entry])]
      }
      pairs[pivot] = pair
    }
  }

  /// A solve with *U* or *Uᵀ* through all pivots, from a place of `order` to its end.
  @inline(__always)
  private func solveAll(_ vector: WorkVector, _ lines: SparseLines, from first: Int, step: Int) {
    let values = vector.values
    let list = vector.indices
    let (indices, entries) = (lines.indices, lines.values)
    let (order, diagonal) = (order, diagonal)
    var kept = 0
    var place = first
    for _ in 0..<orderCount {
      let pivot = Int(order[place])
      place &+= step
      if pivot < 0 || values[pivot] == 0 { continue }
      let value = values[pivot] / diagonal[pivot]
      let isKept = min(abs(value), abs(values[pivot])) > Self.dropTolerance
      values[pivot] = isKept ? value : 0
      if !isKept { continue }
      list[kept] = Int32(truncatingIfNeeded: pivot)
      kept &+= 1
      for entry in lines.range(of: pivot) {
        values[Int(indices[entry])] -= entries[entry] * value
      }
    }
    vector.count = kept
  }

  /// Lists all values that are not next to zero, and makes zero those that are.
  private func list(_ vector: WorkVector) {
    let (values, indices) = (vector.values, vector.indices)
    var kept = 0
    // Without branches, since which values are zero is hard to predict: the sign bit of
    // threshold − |value| counts.
    for index in 0..<size {
      let excess = Self.dropTolerance - abs(values[index])
      values[index] = excess < 0 ? values[index] : 0
      indices[kept] = Int32(truncatingIfNeeded: index)
      kept &+= Int(truncatingIfNeeded: excess.bitPattern >> 63)
    }
    vector.count = kept
  }

  /// *Rₖ … R₁ x*: a scalar product for each update. - Precondition: No listed value is zero.
  private func applyEtas(_ vector: WorkVector) {
    let values = vector.values
    let (starts, indices, entries) = (etas.starts, etas.indices, etas.values)
    for row in 0..<etas.count {
      var sum = 0.0
      for entry in Int(starts[row])..<Int(starts[row &+ 1]) {
        sum += entries[entry] * values[Int(indices[entry])]
      }
      if sum != 0 { Self.subtract(sum, at: Int(etas.pivots[row]), of: vector) }
    }
  }

  /// *R₁ᵀ … Rₖᵀ y*. Once there are too many values for a search in *Lᵀ*, which lists them anew, they
  /// are no longer listed here. - Precondition: No listed value is zero.
  private func applyEtasTransposed(_ vector: WorkVector) {
    var row = etas.count
    while row > 0 {
      row &-= 1
      let value = vector.values[Int(etas.pivots[row])]
      if value == 0 { continue }
      let isListed = isSearchable(vector)
      for entry in Int(etas.starts[row])..<Int(etas.starts[row &+ 1]) {
        let amount = etas.values[entry] * value
        if isListed {
          Self.subtract(amount, at: Int(etas.indices[entry]), of: vector)
        } else {
          vector.values[Int(etas.indices[entry])] -= amount
        }
      }
    }
  }

  /// Takes `amount` from a value and lists it if it was zero. A difference of zero is kept as a
  /// number that is next to zero, so that "not zero" goes on meaning "listed".
  @inline(__always)
  private static func subtract(_ amount: Double, at index: Int, of vector: WorkVector) {
    let old = vector.values[index]
    let new = old - amount
    vector.values[index] = abs(new) <= dropTolerance ? 1e-100 : new
    if old == 0 {
      vector.indices[vector.count] = Int32(truncatingIfNeeded: index)
      vector.count &+= 1
    }
  }
}
