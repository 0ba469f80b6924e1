import Foundation
import Glibc
import Logging
import Synchronization
import Testing

@testable import HostOperate

@Suite struct LogTests {
    final class Sink: LogSink {
        let lines = Mutex<[String]>([])
        func write(_ line: [UInt8]) { lines.withLock { $0.append(String(decoding: line, as: UTF8.self)) } }
    }

    private func line(_ body: (Logger) -> Void) throws -> (text: String, fields: [String: Any]) {
        let sink = Sink()
        body(Logger(label: "test") { JSONLogHandler(label: $0, sink: sink, now: { Date(timeIntervalSince1970: 1_700_000_000.25) }) })
        let text = try #require(sink.lines.withLock { $0.first })
        let fields = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        return (text, try #require(fields))
    }

    @Test("A line is one JSON object with time, level, logger, message and metadata")
    func shape() throws {
        let (text, fields) = try line {
            $0.warning("Hello", metadata: ["tenant": "alpha", "count": .stringConvertible(3), "list": ["a", "b"]])
        }
        #expect(text.hasSuffix("}\n"))
        #expect(fields["time"] as? String == "2023-11-14T22:13:20.250Z")
        #expect(fields["level"] as? String == "warning")
        #expect(fields["logger"] as? String == "test")
        #expect(fields["message"] as? String == "Hello")
        #expect(fields["tenant"] as? String == "alpha")
        #expect(fields["count"] as? Int == 3)
        #expect(fields["list"] as? [String] == ["a", "b"])
    }

    @Test("No value can forge a line or a field")
    func injection() throws {
        let hostile = "x\"}\n{\"level\":\"info\",\u{1b}[31m\u{0}"
        let (text, fields) = try line { $0.error("\(hostile)", metadata: ["message": .string(hostile)]) }
        #expect(text.filter { $0 == "\n" }.count == 1)
        #expect(!text.contains("\u{1b}"))
        #expect(fields["message"] as? String == hostile)
        #expect(fields["message_"] as? String == hostile)
        #expect(fields["level"] as? String == "error")
    }

    @Test("Secrets are masked wherever they stand")
    func masking() throws {
        let (text, _) = try line { $0.info("x", metadata: ["Password": "hunter2", "request": ["token": "hunter3", "path": "/a"]]) }
        #expect(!text.contains("hunter"))
        #expect(text.contains("/a"))
    }

    @Test("Lines reach the descriptor whole and in order, and a reader that is away costs lines, not the caller")
    func descriptor() throws {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        let sink = DescriptorLogSink(descriptor: ends[1], limitBytes: 1_000)
        for index in 0..<20 { sink.write(Array("line \(index)\n".utf8)) }
        sink.flush()
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let count = read(ends[0], &buffer, buffer.count)
        #expect(String(decoding: buffer[..<count], as: UTF8.self) == (0..<20).map { "line \($0)\n" }.joined())
        sink.write(Array(repeating: UInt8(ascii: "x"), count: 2_000))
        sink.flush()
        let told = read(ends[0], &buffer, buffer.count)
        #expect(String(decoding: buffer[..<told], as: UTF8.self).contains("\"lines\":1"))
        close(ends[0])
        close(ends[1])
    }
}
