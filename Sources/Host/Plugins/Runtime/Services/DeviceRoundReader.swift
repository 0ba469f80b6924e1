import HostEgress
import PluginABI

/// Reads a round of exchanges from a plugin's message. Pure.
enum DeviceRoundReader {
    /// Bytes that one request may have.
    static let maximumRequestBytes = 65_536

    static func round(_ reader: MessageReader, tenantKey: Int64, grant: NetworkGrant) throws(MessageError) -> DeviceRound {
        guard let field = reader.first(HI_DEVICE_EXCHANGES), field.kind == .rows else { throw MessageError("the round has no EXCHANGES") }
        var round = DeviceRound(tenantKey: tenantKey, exchanges: try exchanges(RowsReader(field.bytes)), grants: grant)
        func number(_ id: Int, _ name: String, _ range: ClosedRange<Int64>) throws(MessageError) -> Int? {
            guard let field = reader.first(id) else { return nil }
            guard let value = field.integer, range.contains(value) else {
                throw MessageError(
                    "\(name) is \(field.integer.map(String.init) ?? "no integer"), expected \(range.lowerBound) to \(range.upperBound)")
            }
            return Int(value)
        }
        if let value = try number(HI_DEVICE_CONNECT_TIMEOUT_MS, "CONNECT_TIMEOUT_MS", 1...60_000) {
            round.connectTimeoutMilliseconds = value
        }
        if let value = try number(HI_DEVICE_TIMEOUT_MS, "TIMEOUT_MS", 1...600_000) { round.timeoutMilliseconds = value }
        if let value = try number(HI_DEVICE_MAX_REPLY_BYTES, "MAX_REPLY_BYTES", 1...16_777_216) { round.maximumReplyBytes = value }
        if let value = try number(HI_DEVICE_ATTEMPTS, "ATTEMPTS", 1...10) { round.attempts = value }
        if let value = try number(HI_DEVICE_END, "END", 0...2), let end = DeviceReplyEnd(rawValue: value) { round.end = end }
        return round
    }

    private static func exchanges(_ rows: RowsReader) throws(MessageError) -> [DeviceExchange] {
        guard rows.rowCount <= DeviceService.maximumExchanges else {
            throw MessageError("a round of \(rows.rowCount) exchanges, expected at most \(DeviceService.maximumExchanges)")
        }
        func column(_ name: String, _ kind: RowsColumn.Kind) throws(MessageError) -> RowsColumn {
            guard let column = rows.column(name), column.kind == kind else {
                throw MessageError("EXCHANGES has no column \"\(name)\" of type \(kind)")
            }
            return column
        }
        let key = try column("key", .integer)
        let address = try column("address", .text)
        let port = try column("port", .integer)
        let request = try column("request", .bytes)
        var exchanges: [DeviceExchange] = []
        exchanges.reserveCapacity(rows.rowCount)
        for row in 0..<rows.rowCount {
            guard let number = UInt16(exactly: port.integer(row)), number > 0 else {
                throw MessageError("row \(row) has the port \(port.integer(row)), expected 1 to 65,535")
            }
            let bytes = request.bytes(row)
            guard bytes.count <= maximumRequestBytes else {
                throw MessageError("row \(row) has a request of \(bytes.count) bytes, expected at most \(maximumRequestBytes)")
            }
            exchanges.append(
                DeviceExchange(key: key.integer(row), address: IPAddress(utf8: address.bytes(row)), port: number, request: [UInt8](bytes)))
        }
        return exchanges
    }
}
