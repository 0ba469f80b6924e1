import PluginABI

/// The host's services as this instance was granted them. Each is a copy of what the table's own `size` covers; what lies beyond is null.
struct ServiceTables: Sendable {
    var database: hi_db_1?
    var devices: hi_device_1?
    var http: hi_http_1?
    var mail: hi_mail_1?
    var cache: hi_cache_1?
    var notary: hi_notary_1?
    var events: hi_events_1?
    var jobs: hi_jobs_1?
    var log: hi_log_1?
    var clock: hi_clock_1?
    var metrics: hi_metrics_1?
    var secrets: hi_secrets_1?

    init(host: OpaquePointer, api: hi_host_api) {
        func table<Table>(_ id: String, _ empty: Table) -> Table? {
            api.service?(host, id).flatMap { ABITable.read($0, empty) }
        }
        database = table(HI_DB_1, hi_db_1())
        devices = table(HI_DEVICE_1, hi_device_1())
        http = table(HI_HTTP_1, hi_http_1())
        mail = table(HI_MAIL_1, hi_mail_1())
        cache = table(HI_CACHE_1, hi_cache_1())
        notary = table(HI_NOTARY_1, hi_notary_1())
        events = table(HI_EVENTS_1, hi_events_1())
        jobs = table(HI_JOBS_1, hi_jobs_1())
        log = table(HI_LOG_1, hi_log_1())
        clock = table(HI_CLOCK_1, hi_clock_1())
        metrics = table(HI_METRICS_1, hi_metrics_1())
        secrets = table(HI_SECRETS_1, hi_secrets_1())
    }
}

/// Reads structs that begin with their size.
enum ABITable {
    /// A copy of the smaller of what the other side says it has and what this build knows; `empty` supplies the rest (nulls). Nil if the size
    /// cannot even hold itself.
    static func read<Table>(_ pointer: UnsafeRawPointer, _ empty: Table) -> Table? {
        let size = Int(pointer.loadUnaligned(as: UInt32.self))
        guard size >= MemoryLayout<UInt64>.size else { return nil }
        // A function pointer that is only half covered is not there: whole words only.
        let count = min(size, MemoryLayout<Table>.size) & ~7
        var table = empty
        withUnsafeMutableBytes(of: &table) { $0.copyMemory(from: UnsafeRawBufferPointer(start: pointer, count: count)) }
        return table
    }
}
