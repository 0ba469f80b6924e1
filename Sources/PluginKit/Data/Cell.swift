/// One value within rows.
public struct Cell: Sendable {
    let batch: RowBatch
    let column: Int
    let row: Int

    /// The column's name.
    public var name: String { batch.columns[column].name }

    /// The column's type.
    public var type: ColumnType { batch.columns[column].type }

    /// Whether it is null.
    public var isNull: Bool { batch.isNull(column, row) }

    /// The bytes of a text, bytes, decimal or JSON value without copying them; nil for a null or any other type.
    public var bytes: ArraySlice<UInt8>? {
        guard type.width == nil, !isNull else { return nil }
        return batch.bytes[batch.range(column, row)]
    }

    func mismatch(_ wanted: String) -> PluginError {
        if isNull { return PluginError(.invalidArgument, "Column \(name) is null in row \(row); read it as an optional.") }
        return PluginError(.invalidArgument, "Column \(name) is of type \(type) and cannot be read as \(wanted).")
    }
}
