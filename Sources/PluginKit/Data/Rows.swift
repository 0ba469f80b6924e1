/// Rows that a statement returned, or that the host sent. A collection of `Row`; copying it copies a reference.
public struct Rows: RandomAccessCollection, Sendable {
    let batch: RowBatch

    init(_ batch: RowBatch) { self.batch = batch }

    /// No rows.
    public static let empty = Rows(.empty)

    /// Names of the columns, in order.
    public var columnNames: [String] { batch.columns.map(\.name) }

    /// 0.
    public var startIndex: Int { 0 }

    /// How many rows there are.
    public var endIndex: Int { batch.rowCount }

    /// The row at `position`, from 0.
    public subscript(position: Int) -> Row {
        precondition(position >= 0 && position < batch.rowCount, "row \(position) of \(batch.rowCount)")
        return Row(batch: batch, index: position)
    }

    /// The only row, of a statement that gives exactly one. Throws `.internal` if there is none, or more.
    public func one() throws(PluginError) -> Row {
        guard count == 1 else { throw PluginError(.internal, "The statement gave \(count) rows, expected 1.") }
        return self[0]
    }

    /// The position of a column, to read many rows without looking its name up each time. Throws `.invalidArgument` if there is none.
    public func column(_ name: String) throws(PluginError) -> Int {
        guard let index = batch.index(of: name) else { throw Row.noColumn(name, batch) }
        return index
    }

    /// All rows as values of a type of the plugin's.
    public func decode<Element: RowDecodable>(as type: Element.Type = Element.self) throws -> [Element] {
        try map { try Element(row: $0) }
    }
}

/// A type that can be made from a row.
public protocol RowDecodable {
    /// Reads the columns it needs.
    init(row: Row) throws
}
