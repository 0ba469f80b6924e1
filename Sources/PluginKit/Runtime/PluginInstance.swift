import PluginABI

/// One instance: its routes and jobs by name, its calls under way, its way to the host.
final class PluginInstance: Sendable {
    private let host: HostHandle
    private let routes: NameTable<Route.Handler>
    private let jobs: NameTable<@Sendable (JobRun) async throws -> JobSummary>
    private let calls = CallTable()

    /// Makes the plugin. Throws `.invalidArgument` if the settings do not fit, `.internal` if a name is given twice, and what its `init` throws.
    init<Author: Plugin>(_ type: Author.Type, host: HostHandle, settings: UnsafeRawBufferPointer) throws {
        let json = try JSONValue(parsing: settings.isEmpty ? Array("{}".utf8) : Array(settings))
        let plugin = try Author(settings: json.decode(), context: PluginContext(host))
        self.host = host
        routes = try NameTable(plugin.routes.map { ($0.name, $0.handler) }, what: "route")
        jobs = try NameTable(plugin.jobs.map { ($0.name, $0.handler) }, what: "job")
    }

    /// Starts a call. Throws if it cannot be started; else exactly one completion follows, for immediate routes before this returns.
    func start(_ call: UInt64, _ message: UnsafeRawBufferPointer, deadlineNanos: UInt64) throws(PluginError) {
        let reader = try MessageReader(message)
        switch reader.kind {
        case Int(HI_KIND_HTTP_REQUEST): try startRequest(call, reader, deadlineNanos)
        case Int(HI_KIND_JOB_RUN): try startJob(call, reader, deadlineNanos)
        default: throw PluginError(.unsupported, "Calls of kind \(reader.kind) are not known to this plugin's build.")
        }
    }

    func cancel(_ call: UInt64) { calls.cancel(call) }

    func destroy() { host.close() }

    private func startRequest(_ call: UInt64, _ reader: MessageReader, _ deadlineNanos: UInt64) throws(PluginError) {
        let handler = try routes.find(reader, Int(HI_REQUEST_ROUTE))
        let request = Request(message: OwnedMessage(reader))
        switch handler {
        case .immediate(let handler):
            let completion = CallCompletion(host, call, withinStart: true)
            completion.finish(Self.outcome { try handler(request).encode() })
        case .asynchronous(let handler):
            run(call, deadlineNanos) { try await handler(request).encode() }
        }
    }

    private func startJob(_ call: UInt64, _ reader: MessageReader, _ deadlineNanos: UInt64) throws(PluginError) {
        let handler = try jobs.find(reader, Int(HI_JOB_NAME))
        let run = JobRun(
            message: OwnedMessage(reader), call: CallContext(id: call, deadlineNanos: deadlineNanos), host: host)
        self.run(call, deadlineNanos) {
            let summary = try await handler(run)
            var writer = MessageWriter(kind: Int(HI_KIND_JOB_ANSWER), fieldCapacity: 1, dataBytes: summary.json.count)
            writer.data(Int(HI_JOB_ANSWER_SUMMARY), summary.json)
            return try writer.finish()
        }
    }

    private func run(_ call: UInt64, _ deadlineNanos: UInt64, _ work: @escaping @Sendable () async throws -> [UInt8]) {
        calls.start(call) { [self] in
            let completion = CallCompletion(host, call)
            let outcome: Result<[UInt8], PluginError>
            do {
                let context = CallContext(id: call, deadlineNanos: deadlineNanos)
                outcome = .success(try await CallContext.$current.withValue(context) { try await work() })
            } catch {
                outcome = .failure(PluginError(error))
            }
            // First out of the table: after the completion the host may destroy the instance.
            calls.finish(call)
            completion.finish(outcome)
        }
    }

    private static func outcome(_ body: () throws -> [UInt8]) -> Result<[UInt8], PluginError> {
        do { return .success(try body()) } catch { return .failure(PluginError(error)) }
    }
}
