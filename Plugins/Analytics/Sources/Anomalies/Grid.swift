/// A figure of each miner in each hour or day, NaN where there is none; one block of memory.
package struct Grid: Sendable {
    package let columns: Int
    package private(set) var values: [Double]

    package init(rows: Int, columns: Int) {
        self.columns = columns
        values = Array(repeating: .nan, count: rows * columns)
    }

    /// The value of a miner (row) at an hour (column).
    package subscript(row: Int, column: Int) -> Double {
        get { values[row * columns + column] }
        set { values[row * columns + column] = newValue }
    }

    /// A row, or a part of it.
    package func row(_ row: Int, _ range: Range<Int>) -> ArraySlice<Double> {
        values[(row * columns + range.lowerBound)..<(row * columns + range.upperBound)]
    }

    /// A whole row.
    package func row(_ row: Int) -> ArraySlice<Double> { self.row(row, 0..<columns) }
}
