import PluginABI
import PostgresClient
import Testing

@testable import HostPlugins

extension TestPlugin {
    /// The body of a request that has the plugin execute statements, each by its place and with the parameters of its rows.
    static func batch(_ steps: [(Int, RowBatch)]) -> [UInt8] {
        var writer = MessageWriter(kind: 0, fields: steps.count * 2)
        for (number, parameters) in steps {
            writer.add(HI_DB_STATEMENT, integer: Int64(number))
            writer.add(HI_DB_PARAMETERS, rows: parameters.bytes)
        }
        return writer.finish()
    }

    /// Of one statement, with one text as its parameter or none.
    static func batch(_ number: Int, _ parameter: String? = nil) -> [UInt8] {
        batch([(number, parameter.map(parameters) ?? .empty)])
    }

    /// One row of one text.
    static func parameters(_ text: String) -> RowBatch {
        var builder = RowBatch.Builder([RowBatch.Column("1", .text)])
        builder.append(text: text)
        return builder.finish()
    }
}

extension PluginHTTPAnswer {
    /// Texts of the first column of the rows that the plugin answered.
    func column() throws -> [String] {
        guard case .body(let bytes) = content else { return [] }
        return try bytes.withUnsafeBytes { raw in
            let rows = try RowsReader(try #require(try MessageReader(raw).first(HI_DB_ROWS)).bytes)
            return (0..<rows.rowCount).map { rows.columns[0].text($0) }
        }
    }
}
