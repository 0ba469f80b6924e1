import PluginABI

/// The messages that the tests send, as the host writes them.
enum PluginMessages {
    /// A message with a text as field 1 and bytes as field 7: a request's ROUTE and BODY, or a run's NAME.
    static func request(_ route: String, body: [UInt8] = [], kind: Int = HI_KIND_HTTP_REQUEST) -> [UInt8] {
        let route = Array(route.utf8)
        let routeAt = 8 + 2 * 16
        return head(bytes: routeAt + route.count + body.count, kind: kind, fields: 2)
            + field(1, type: HI_FIELD_TEXT, at: routeAt, count: route.count)
            + field(7, type: HI_FIELD_BYTES, at: routeAt + route.count, count: body.count) + route + body
    }

    /// A batch of one statement without parameters; as a round of exchanges it is whole too.
    static func batch(statement: Int) -> [UInt8] {
        head(bytes: 56, kind: 0, fields: 2) + field(HI_DB_STATEMENT, type: HI_FIELD_INTEGER, at: 0, count: statement)
            + field(HI_DB_PARAMETERS, type: HI_FIELD_ROWS, at: 40, count: 16) + number(UInt32(16)) + number(UInt16(1)) + number(UInt16(0))
            + number(UInt32(1)) + number(UInt32(0))
    }

    private static func head(bytes: Int, kind: Int, fields: Int) -> [UInt8] {
        number(UInt32(bytes)) + number(UInt16(kind)) + number(UInt16(fields))
    }

    private static func field(_ id: Int, type: Int, at offset: Int, count: Int) -> [UInt8] {
        number(UInt16(id)) + number(UInt16(type)) + number(UInt32(offset)) + number(UInt64(count))
    }

    private static func number(_ value: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: value.littleEndian) { Array($0) } }
}
