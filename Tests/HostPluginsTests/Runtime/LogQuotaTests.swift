import HostData
import HostTenancy
import Logging
import PluginABI
import Synchronization
import Testing

@testable import HostPlugins

@Suite("Log lines of one tenant", .timeLimit(.minutes(5)))
struct LogQuotaTests {
    /// Keeps messages.
    private struct Handler: LogHandler {
        let lines: Lines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.debug

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) { lines.add("\(metadata["tenant"].map { "\($0)" } ?? "-"): \(event.message)") }
    }

    private final class Lines: Sendable {
        private let texts = Mutex<[String]>([])
        func add(_ text: String) { texts.withLock { $0.append(text) } }
        var all: [String] { texts.withLock(\.self) }
    }

    private func instance(_ tenant: TenantContext, _ lines: Lines, limit: Int) async throws -> LiveInstance {
        let meter = UsageMeter(Quotas([.logLines: limit]))
        var services = InstanceServices(meter: meter)
        services.log = LogService(logger: Logger(label: "test") { _ in Handler(lines: lines) }, tenantId: tenant.tenantId, meter: meter)
        return try await TestPlugin.instance(tenant: tenant, services: services)
    }

    /// As the plugin's own code does.
    private func say(_ instance: LiveInstance, _ text: String) {
        let log = HostTables.api.pointee.service!(instance.host, "hashinsight.log/1")!.assumingMemoryBound(to: hi_log_1.self)
        var bytes = Array(text.utf8)
        bytes.withUnsafeMutableBufferPointer {
            log.pointee.write!(instance.host, Int32(HI_LOG_INFO), hi_bytes(data: $0.baseAddress, count: $0.count))
        }
    }

    @Test("Lines beyond the quota of a minute are left out and counted, another tenant's are not; how many is said with the next one")
    func lines() async throws {
        let lines = Lines()
        let alpha = try await instance(TestPlugin.alpha, lines, limit: 3)
        let beta = try await instance(TestPlugin.beta, lines, limit: 1_000)
        // A minute may end in the middle: then a second burst is within one.
        for _ in 0..<3 where alpha.meter[.logLines].refusals == 0 {
            for number in 0..<5 { say(alpha, "line \(number)") }
        }
        let refused = alpha.meter[.logLines].refusals
        #expect(refused >= 1)
        for number in 0..<5 { say(beta, "line \(number)") }
        #expect(lines.all.filter { $0.hasPrefix("beta: ") } == (0..<5).map { "beta: line \($0)" })
        #expect(beta.meter[.logLines].refusals == 0)
        let own = lines.all.filter { $0.hasPrefix("alpha: ") }
        #expect(own.prefix(3) == ["alpha: line 0", "alpha: line 1", "alpha: line 2"])
        // More room is in force at once, and what was left out is said first.
        alpha.meter.apply(Quotas([.logLines: 500]))
        say(alpha, "again")
        #expect(
            lines.all.suffix(2) == ["alpha: \(refused) lines of the plugin were left out: more than 500 in a minute", "alpha: again"])
        #expect(await alpha.close())
        #expect(await beta.close())
    }
}
