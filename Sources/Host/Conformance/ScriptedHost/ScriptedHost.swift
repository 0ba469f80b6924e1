import CProbe
import Foundation
import PluginABI
import Synchronization

/// A host that does what a case tells it: which services there are and how large their tables say they are, when and how operations end.
/// It counts what the plugin does and notes what the contract forbids.
///
/// Thread: any.
// All that changes is in the mutex; the tables are written in `init` alone and the plugin only reads them. So @unchecked Sendable holds.
final class ScriptedHost: @unchecked Sendable {
    struct Options: Sendable {
        /// Everything lent lies before untouchable pages, read-only, and is taken away afterwards.
        var isGuarded = false
        /// The same for the tables alone, from `create` to `destroy`.
        var hasGuardedTables = false
        /// `size` that the api tells, instead of its own.
        var apiSize: Int?
        /// `size` that the service tables tell, by service.
        var tableSizes: [String: Int] = [:]
        /// `size` of the error that a call may fill.
        var errorSize = MemoryLayout<hi_error>.size
        /// Services that are null although the manifest asks for them.
        var missing: Set<String> = []
    }

    struct OpenOperation {
        let started: StartedOperation
        let onResult: hi_on_result
        let onReplies: hi_on_replies?
        let context: UInt
        var reply: OperationReply
    }

    struct State {
        var calls: [hi_id: CallRecord] = [:]
        var firstCall: hi_id = 1
        var nextCall: hi_id = 1
        var open: [hi_id: OpenOperation] = [:]
        var nextOperation: hi_id = 1
        /// Results that are being brought: the plugin's function has not returned.
        var delivering = 0
        var operationsStarted = 0
        var completions = 0
        var violations: [Finding] = []
        /// `destroy` has returned: nothing may use the handle any more.
        var isDead = false
        var reply: @Sendable (StartedOperation) -> OperationReply
    }

    let options: Options
    let statements: [String]
    let granted: Set<String>
    let secrets: Set<String>
    let state: Mutex<State>
    let handle: OpaquePointer
    private let apiTable: LentMemory
    private let tables: [String: LentMemory]

    /// - Parameters:
    ///   - statements: Names; a statement's place is its number.
    ///   - granted: Services that the manifest asks for.
    ///   - secrets: Names of the secrets that it lists.
    ///   - reply: What happens with each operation.
    init(
        _ options: Options = Options(), statements: [String], granted: Set<String>, secrets: Set<String> = [],
        reply: @escaping @Sendable (StartedOperation) -> OperationReply
    ) {
        self.options = options
        self.statements = statements
        self.granted = granted.subtracting(options.missing)
        self.secrets = secrets
        state = Mutex(State(reply: reply))
        let isGuarded = options.isGuarded || options.hasGuardedTables
        func table<Table>(_ table: Table, _ told: Int?, _ label: StaticString) -> LentMemory {
            var bytes = withUnsafeBytes(of: table) { [UInt8]($0) }
            if let told {
                // Less is cut off where the size says; more is garbage that no version of the contract explains.
                bytes = told < bytes.count ? Array(bytes.prefix(told)) : bytes + [UInt8](repeating: 0xAB, count: told - bytes.count)
                bytes.put(UInt32(told), at: 0)
            }
            return LentMemory(bytes, guarded: isGuarded, label: label)
        }
        apiTable = table(HostFunctions.api, options.apiSize, "hi_host_api")
        let sizes = options.tableSizes
        tables = [
            HI_DB_1: table(HostFunctions.database, sizes[HI_DB_1], "the table of hashinsight.db/1"),
            HI_DEVICE_1: table(HostFunctions.devices, sizes[HI_DEVICE_1], "the table of hashinsight.device/1"),
            HI_HTTP_1: table(HostFunctions.http, sizes[HI_HTTP_1], "the table of hashinsight.http/1"),
            HI_MAIL_1: table(HostFunctions.mail, sizes[HI_MAIL_1], "the table of hashinsight.mail/1"),
            HI_CACHE_1: table(HostFunctions.cache, sizes[HI_CACHE_1], "the table of hashinsight.cache/1"),
            HI_NOTARY_1: table(HostFunctions.notary, sizes[HI_NOTARY_1], "the table of hashinsight.notary/1"),
            HI_EVENTS_1: table(HostFunctions.events, sizes[HI_EVENTS_1], "the table of hashinsight.events/1"),
            HI_JOBS_1: table(HostFunctions.jobs, sizes[HI_JOBS_1], "the table of hashinsight.jobs/1"),
            HI_LOG_1: table(HostFunctions.log, sizes[HI_LOG_1], "the table of hashinsight.log/1"),
            HI_CLOCK_1: table(HostFunctions.clock, sizes[HI_CLOCK_1], "the table of hashinsight.clock/1"),
            HI_SECRETS_1: table(HostFunctions.secrets, sizes[HI_SECRETS_1], "the table of hashinsight.secrets/1"),
            HI_METRICS_1: table(HostFunctions.metrics, sizes[HI_METRICS_1], "the table of hashinsight.metrics/1"),
        ]
        handle = OpaquePointer(probe_handle() ?? UnsafeMutableRawPointer.allocate(byteCount: 16, alignment: 16))
        HostRegistry.add(self)
    }

    var api: UnsafePointer<hi_host_api> { UnsafePointer(apiTable.address.assumingMemoryBound(to: hi_host_api.self)) }

    func table(_ id: String) -> UnsafeRawPointer? { granted.contains(id) ? tables[id].map { UnsafeRawPointer($0.address) } : nil }

    /// From now on operations are dealt with like this.
    func script(_ reply: @escaping @Sendable (StartedOperation) -> OperationReply) { state.withLock { $0.reply = reply } }

    /// Notes what the contract forbids; the first ones are kept.
    func violation(_ seen: String, expected: String) {
        state.withLock { if $0.violations.count < 20 { $0.violations.append(Finding(seen, expected: expected)) } }
    }

    /// Throws the first thing that the contract forbids, if there was one.
    func check() throws(Finding) {
        if let violation = state.withLock({ $0.violations.first }) { throw violation }
    }

    /// `destroy` has returned: the handle dies and what was lent for the instance's life is taken away.
    func die() {
        state.withLock { $0.isDead = true }
        guard options.isGuarded || options.hasGuardedTables else { return }
        apiTable.end()
        for table in tables.values { table.end() }
    }

    /// Gives the memory back. Only once nothing can come any more: after a rest behind `die`.
    func forget() {
        HostRegistry.remove(self)
        guard !options.isGuarded, !options.hasGuardedTables else { return }
        apiTable.end()
        for table in tables.values { table.end() }
    }
}
