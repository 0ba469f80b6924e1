/// One row: values by column name or position.
///
/// ```swift
/// let id: Int64 = try row["id"]
/// let power = try row["power_watts"] as Double?
/// ```
public struct Row: Sendable {
    let batch: RowBatch
    let index: Int

    /// The value of a column. Throws `.invalidArgument` if there is no such column, its type does not fit, or it is null and the
    /// type asked for is not optional.
    public subscript<Result: ColumnDecodable>(_ name: String) -> Result {
        get throws(PluginError) { try Result.decode(cell(name)) }
    }

    /// The value of a column by position, from 0.
    public subscript<Result: ColumnDecodable>(_ column: Int) -> Result {
        get throws(PluginError) { try Result.decode(cell(column)) }
    }

    /// A text column's value; null reads as nil.
    public func text(_ name: String) throws(PluginError) -> String? { try self[name] }

    /// An integer column's value; null reads as nil.
    public func integer(_ name: String) throws(PluginError) -> Int64? { try self[name] }

    /// A number, integer or decimal column's value; null reads as nil.
    public func number(_ name: String) throws(PluginError) -> Double? { try self[name] }

    /// A boolean column's value; null reads as nil.
    public func boolean(_ name: String) throws(PluginError) -> Bool? { try self[name] }

    /// A timestamp column's value; null reads as nil.
    public func timestamp(_ name: String) throws(PluginError) -> Timestamp? { try self[name] }

    /// What the JSON in a text column says. Throws `.invalidArgument` for null too, and what parsing throws.
    public func json(_ name: String) throws(PluginError) -> JSONValue { try JSONValue(parsing: (self[name] as String).utf8) }

    /// The place of a value, to hand it on (for instance to a `JSONWriter`) without making a Swift value of it.
    public func cell(_ name: String) throws(PluginError) -> Cell {
        guard let column = batch.index(of: name) else { throw Self.noColumn(name, batch) }
        return Cell(batch: batch, column: column, row: index)
    }

    /// The place of a value by position, from 0.
    public func cell(_ column: Int) throws(PluginError) -> Cell {
        guard batch.columns.indices.contains(column) else { throw Self.noColumn("at \(column)", batch) }
        return Cell(batch: batch, column: column, row: index)
    }

    static func noColumn(_ name: String, _ batch: RowBatch) -> PluginError {
        let known = batch.columns.map(\.name).joined(separator: ", ")
        return PluginError(.invalidArgument, "There is no column \(name); the rows have: \(known).")
    }
}
