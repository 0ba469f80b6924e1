import Foundation
import PluginABI
import Synchronization

@testable import PluginKit

/// A plugin's side of the contract with a host behind it.
// The tables are constant, the instance pointer is written in `init` alone, and the contract lets any thread call. So @unchecked Sendable holds.
final class PluginUnderTest: @unchecked Sendable {
    let host: ScriptedHost
    let functions: hi_plugin_1
    private let instance: UnsafeMutableRawPointer?
    private let nextCall = Atomic<UInt64>(1_000)

    /// Creates an instance. Throws what the plugin answers.
    init(_ table: UnsafeRawPointer, host: ScriptedHost = ScriptedHost(), settings: String = "{}") throws(PluginError) {
        self.host = host
        let pointer = table.assumingMemoryBound(to: hi_plugin_1.self)
        functions = pointer.pointee
        var instance: UnsafeMutableRawPointer?
        var error = hi_error()
        error.size = UInt32(MemoryLayout<hi_error>.size)
        let create = functions.create!
        let status = settings.withABIBytes { create(pointer, host.pointer, host.api, $0, &instance, &error) }
        guard status == HI_OK else { throw PluginError(status: status, error) }
        self.instance = instance
    }

    func destroy() { functions.destroy!(instance) }

    func cancel(_ call: UInt64) { functions.cancel!(instance, call) }

    /// Starts a call. Throws what `start` refuses with.
    func start(_ message: [UInt8], deadlineNanos: UInt64 = .max) throws(PluginError) -> UInt64 {
        let call = nextCall.add(1, ordering: .relaxed).newValue
        var error = hi_error()
        error.size = UInt32(MemoryLayout<hi_error>.size)
        let status = message.withABIBytes { functions.start!(instance, call, $0, deadlineNanos, &error) }
        guard status == HI_OK else { throw PluginError(status: status, error) }
        return call
    }

    /// Starts a call and waits for its end.
    func call(_ message: [UInt8]) async throws -> ScriptedHost.Ending { await host.ending(of: try start(message)) }
}

/// Messages as a host writes them.
enum HostMessages {
    static func request(
        _ route: String, path: String? = nil, query: String = "", parameters: [(String, String)] = [], headers: [(String, String)] = [],
        body: [UInt8] = []
    ) -> [UInt8] {
        var writer = MessageWriter(kind: Int(HI_KIND_HTTP_REQUEST), fieldCapacity: 11 + 2 * (parameters.count + headers.count))
        writer.text(Int(HI_REQUEST_ROUTE), route)
        writer.text(Int(HI_REQUEST_METHOD), "GET")
        writer.text(Int(HI_REQUEST_PATH), path ?? "/api/v1/test/\(route)")
        writer.text(Int(HI_REQUEST_QUERY), query)
        for (name, value) in parameters {
            writer.text(Int(HI_REQUEST_PARAMETER), name)
            writer.text(Int(HI_REQUEST_PARAMETER), value)
        }
        for (name, value) in headers {
            writer.text(Int(HI_REQUEST_HEADER), name)
            writer.text(Int(HI_REQUEST_HEADER), value)
        }
        writer.data(Int(HI_REQUEST_BODY), body)
        writer.text(Int(HI_REQUEST_ID), "r-1")
        writer.text(Int(HI_REQUEST_TENANT), "alpha")
        writer.text(Int(HI_REQUEST_TENANT_KIND), "client")
        writer.text(Int(HI_REQUEST_ROLE), "admin")
        writer.text(Int(HI_REQUEST_LANGUAGE), "zh-CN")
        writer.integer(Int(HI_REQUEST_FRAGMENT), 1)
        return try! writer.finish()
    }

    static func run(_ job: String) -> [UInt8] {
        var writer = MessageWriter(kind: Int(HI_KIND_JOB_RUN), fieldCapacity: 5)
        writer.text(Int(HI_JOB_NAME), job)
        writer.text(Int(HI_JOB_RUN_ID), "run-7")
        writer.integer(Int(HI_JOB_ATTEMPT), 2)
        writer.integer(Int(HI_JOB_DUE_AT), 5)
        writer.integer(Int(HI_JOB_FENCE), 99)
        return try! writer.finish()
    }

    /// The result of a batch of one statement.
    static func result(_ rows: RowsBuilder, affected: Int64? = nil) -> [UInt8] {
        var writer = MessageWriter(kind: 0, fieldCapacity: 2)
        writer.rows(Int(HI_DB_ROWS), try! rows.encode())
        writer.integer(Int(HI_DB_AFFECTED), affected ?? Int64(rows.count))
        return try! writer.finish()
    }
}

extension ScriptedHost.Ending {
    /// The answer's field as text; nil if there is none or the answer is not well formed.
    func field(_ id: Int) -> String? {
        bytes.withUnsafeBytes { buffer in
            guard let reader = try? MessageReader(buffer) else { return nil }
            let field = reader.first(id, Int(HI_FIELD_TEXT)) ?? reader.first(id, Int(HI_FIELD_BYTES))
            return field.map { String(decoding: reader.data($0), as: UTF8.self) }
        }
    }

    var body: String? { field(Int(HI_ANSWER_BODY)) }

    /// The HTTP status of the answer.
    var httpStatus: Int64? {
        bytes.withUnsafeBytes { (try? MessageReader($0))?.first(Int(HI_ANSWER_STATUS), Int(HI_FIELD_INTEGER))?.integer }
    }
}
