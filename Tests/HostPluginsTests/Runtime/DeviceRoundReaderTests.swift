import HostEgress
import PluginABI
import PostgresClient
import Testing

@testable import HostPlugins

@Suite("Rounds of device exchanges as plugins ask for them")
struct DeviceRoundReaderTests {
    private func round(end: Int64?) throws -> DeviceRound {
        var builder = RowBatch.Builder([
            RowBatch.Column("key", .integer), RowBatch.Column("address", .text), RowBatch.Column("port", .integer),
            RowBatch.Column("request", .bytes),
        ])
        builder.append(integer: 1)
        builder.append(text: "127.0.0.1")
        builder.append(integer: 4_433)
        builder.append(bytes: [65])
        var writer = MessageWriter(kind: 0, fields: 2)
        writer.add(HI_DEVICE_EXCHANGES, rows: builder.finish().bytes)
        if let end { writer.add(HI_DEVICE_END, integer: end) }
        let grant = try NetworkGrant(["127.0.0.1"])
        return try writer.finish().withUnsafeBytes { try DeviceRoundReader.round(try MessageReader($0), tenantKey: 1, grant: grant) }
    }

    @Test("A reply ends at the close, at a NUL or after a frame, at the close where nothing is said, and any other end is refused")
    func ends() throws {
        #expect(try round(end: nil).end == .close)
        for end in DeviceReplyEnd.allCases { #expect(try round(end: Int64(end.rawValue)).end == end) }
        for end: Int64 in [-1, 3, .max] {
            let refusal = #expect(throws: MessageError.self) { try round(end: end) }
            #expect("\(String(describing: refusal))".contains("END is \(end), expected 0 to 2"))
        }
    }
}
