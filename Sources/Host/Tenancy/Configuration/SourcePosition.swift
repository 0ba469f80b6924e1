/// A place in a text; both count from 1.
package struct SourcePosition: Sendable, Hashable, Comparable {
    package let line: Int
    /// In Unicode scalars.
    package let column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    package static let start = SourcePosition(line: 1, column: 1)

    /// Orders by line, then column.
    package static func < (left: SourcePosition, right: SourcePosition) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}
