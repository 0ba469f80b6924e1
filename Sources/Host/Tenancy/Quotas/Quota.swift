import HostData

/// One limit of what an instance may use. The raw value is its name in `plugin.yaml`, in `tenants.yaml` and in answers.
package enum Quota: String, Sendable, CaseIterable {
    /// Requests and runs under way.
    case requestsInFlight = "requests_in_flight"
    /// Processor time of the plugin's code.
    case processorMilliseconds = "cpu_milliseconds_per_minute"
    /// Memory of a worker.
    case memoryBytes = "memory_bytes"
    /// Rows that one statement may return.
    case rows
    /// Bytes that one statement may return.
    case bytes
    /// Rows that the statements of one call may return together.
    case rowsPerCall = "rows_per_call"
    /// Bytes that the statements of one call may return together.
    case bytesPerCall = "bytes_per_call"
    /// Database operations under way.
    case statementsInFlight = "statements_in_flight"
    /// Device connections open at once.
    case deviceConnections = "device_connections"
    case deviceExchanges = "device_exchanges_per_minute"
    /// Bytes to and from devices and hosts outside.
    case egressBytes = "egress_bytes_per_minute"
    /// Requests to hosts outside, each hop one.
    case egressRequests = "egress_requests_per_minute"
    /// Mails, one for each recipient.
    case mailsPerMinute = "mails_per_minute"
    case mailsPerDay = "mails_per_day"
    /// Bytes of the tenant's rows in the plugin's tables, indexes included.
    case storageBytes = "storage_bytes"
    /// Bytes of the tenant's values in the cache.
    case cacheBytes = "cache_bytes"
    /// The tenant's values in the cache.
    case cacheEntries = "cache_entries"
    /// Names of metrics.
    case metricSeries = "metric_series"
    case events = "events_per_minute"
    case logLines = "log_lines_per_minute"
    /// Slots of the tenant that the plugin's runs may have at once, over all hosts. The tenant's own number holds in any case.
    case jobSlots = "job_slots"
    /// Calls that wait for a thread of the plugin's, or for its worker.
    case callsWaiting = "calls_waiting"
    /// Rounds of exchanges with devices under way.
    case deviceRounds = "device_rounds"
    /// Requests to hosts outside that are under way or in line.
    case egressInFlight = "egress_requests_in_flight"
    /// Mails that are on their way or in line.
    case mailsInFlight = "mails_in_flight"
    case eventsPerSecond = "events_per_second"
    /// Reads of secrets.
    case secretsPerSecond = "secrets_per_second"
    case cacheOperations = "cache_operations_per_second"
    case notaryOperations = "notary_operations_per_second"
    /// Memory of the server's that one statement may take. The installation's: nobody sets it for a tenant or a plugin.
    case statementMemoryBytes = "statement_memory_bytes"
    /// Temporary files that one statement may fill. The installation's, too.
    case statementDiskBytes = "statement_disk_bytes"
    /// Bytes of the body of one answer of a host outside; a request may ask for less.
    case egressAnswerBytes = "egress_answer_bytes"
    /// Leaves of the tenant's, of all plugins, that wait for an interval of the notary's. The installation's.
    case notaryWaiting = "notary_waiting"
    /// Objects of the tenant's, of all plugins, that wait to be pinned. The installation's.
    case pinsWaiting = "pins_waiting"
    /// Calls and operations under way on one host, of all tenants and plugins. The installation's.
    case hostCalls = "host_calls"

    /// How its use is counted.
    package enum Measure: Sendable {
        /// What is there now.
        case level
        /// What came in the current second of the clock.
        case perSecond
        /// What came in the current minute of the clock.
        case perMinute
        /// What came in the current day of the clock.
        case perDay
        /// The largest single one of the current minute.
        case largest
    }

    /// How its use is counted.
    package var measure: Measure {
        switch self {
        case .requestsInFlight, .memoryBytes, .statementsInFlight, .deviceConnections, .storageBytes, .metricSeries, .jobSlots,
            .cacheBytes, .cacheEntries, .callsWaiting, .deviceRounds, .egressInFlight, .mailsInFlight:
            .level
        case .eventsPerSecond, .secretsPerSecond, .cacheOperations, .notaryOperations: .perSecond
        case .processorMilliseconds, .deviceExchanges, .egressBytes, .egressRequests, .mailsPerMinute, .events, .logLines: .perMinute
        case .mailsPerDay: .perDay
        // What is counted elsewhere too: here it is known when somebody is refused.
        case .rows, .bytes, .rowsPerCall, .bytesPerCall, .statementMemoryBytes, .statementDiskBytes, .egressAnswerBytes, .notaryWaiting,
            .pinsWaiting, .hostCalls:
            .largest
        }
    }

    /// Whether the hosts of an installation divide the limit among them; otherwise it holds on each, or is counted for all of them.
    package var isDivided: Bool {
        switch self {
        case .deviceExchanges, .egressBytes, .egressRequests, .mailsPerMinute, .events: true
        default: false
        }
    }

    /// `rows`, `bytes`, `milliseconds` …; for people and programs.
    package var unit: String {
        switch self {
        case .requestsInFlight, .egressRequests, .egressInFlight: "requests"
        case .callsWaiting, .hostCalls: "calls"
        case .deviceRounds: "rounds"
        case .secretsPerSecond: "reads"
        case .processorMilliseconds: "milliseconds"
        case .memoryBytes, .bytes, .bytesPerCall, .egressBytes, .storageBytes, .cacheBytes,
            .statementMemoryBytes, .statementDiskBytes, .egressAnswerBytes:
            "bytes"
        case .notaryWaiting: "leaves"
        case .pinsWaiting: "objects"
        case .cacheEntries: "values"
        case .rows, .rowsPerCall: "rows"
        case .statementsInFlight, .cacheOperations, .notaryOperations: "operations"
        case .deviceConnections: "connections"
        case .deviceExchanges: "exchanges"
        case .mailsPerMinute, .mailsPerDay, .mailsInFlight: "mails"
        case .metricSeries: "names"
        case .events, .eventsPerSecond: "events"
        case .logLines: "lines"
        case .jobSlots: "runs"
        }
    }

    /// What the limit holds for: `now`, `second`, `minute`, `day`, `answer`, `call`, `statement`, `total`.
    package var window: String {
        switch self {
        case .rows, .bytes, .egressAnswerBytes: "answer"
        case .rowsPerCall, .bytesPerCall: "call"
        case .statementMemoryBytes, .statementDiskBytes: "statement"
        case .storageBytes, .metricSeries, .cacheBytes, .cacheEntries: "total"
        default:
            switch measure {
            case .perSecond: "second"
            case .perMinute: "minute"
            case .perDay: "day"
            case .level, .largest: "now"
            }
        }
    }

    /// The limit where neither the manifest nor the operator says one.
    package var standard: Int {
        switch self {
        case .requestsInFlight: 256
        case .processorMilliseconds: 60_000
        case .memoryBytes: 268_435_456
        case .rows: 10_000
        case .bytes: 8_388_608
        case .rowsPerCall: 1_000_000
        case .bytesPerCall: 268_435_456
        case .statementsInFlight: 32
        case .deviceConnections: 2_048
        case .deviceExchanges: 600_000
        case .egressBytes: 4_294_967_296
        case .egressRequests: 6_000
        case .mailsPerMinute: 60
        case .mailsPerDay: 1_000
        case .storageBytes: 10_737_418_240
        case .cacheBytes: 8_388_608
        case .cacheEntries: 10_000
        case .metricSeries: 64
        case .events: 6_000
        case .logLines: 1_000
        // The most that a tenant can have: no further limit.
        case .jobSlots: 1_000
        case .callsWaiting: 1_024
        case .deviceRounds: 16
        case .egressInFlight: 256
        case .mailsInFlight: 64
        case .eventsPerSecond: 200
        case .secretsPerSecond, .notaryOperations: 100
        case .cacheOperations: 10_000
        case .statementMemoryBytes: StatementLimits.memoryBytes
        case .statementDiskBytes: StatementLimits.diskBytes
        case .egressAnswerBytes: 16_777_216
        case .notaryWaiting: 64
        case .pinsWaiting: 1_000
        case .hostCalls: 1_048_576
        }
    }

    /// What `tenants.yaml` may say.
    package var range: ClosedRange<Int> {
        switch self {
        case .requestsInFlight: 1...65_536
        case .processorMilliseconds: 1...15_360_000
        case .memoryBytes: 16_777_216...1_099_511_627_776
        case .rows: 1...1_000_000
        case .bytes: 1_024...268_435_456
        case .rowsPerCall: 1...1_000_000_000
        case .bytesPerCall: 1_024...1_099_511_627_776
        case .statementsInFlight: 1...1_024
        case .deviceConnections: 1...65_536
        case .deviceExchanges: 1...1_000_000_000
        case .egressBytes: 1_024...109_951_162_777_600
        case .egressRequests: 1...1_000_000
        case .mailsPerMinute: 1...100_000
        case .mailsPerDay: 1...10_000_000
        case .storageBytes: 65_536...1_125_899_906_842_624
        case .cacheBytes: 1_024...1_073_741_824
        case .cacheEntries: 1...1_000_000
        case .metricSeries: 1...1_000
        case .events: 1...1_000_000
        case .logLines: 1...1_000_000
        case .jobSlots: 1...1_000
        case .callsWaiting: 1...65_536
        case .deviceRounds: 1...1_024
        // No more fit into the lines.
        case .egressInFlight: 1...256
        case .mailsInFlight: 1...64
        // No more leave a worker.
        case .eventsPerSecond: 1...200
        case .secretsPerSecond, .notaryOperations: 1...10_000
        case .cacheOperations: 1...1_000_000
        // No more fit into what an outgoing request may ask for.
        case .egressAnswerBytes: 1_024...standard
        case .statementMemoryBytes, .statementDiskBytes, .notaryWaiting, .pinsWaiting, .hostCalls: standard...standard
        }
    }

    /// What `plugin.yaml` may say: what holds a plugin off its neighbours is the operator's to raise, and the plugin's only to lower.
    package var manifestRange: ClosedRange<Int> {
        switch self {
        case .memoryBytes, .processorMilliseconds, .mailsPerMinute, .mailsPerDay, .cacheBytes, .cacheEntries, .callsWaiting, .deviceRounds,
            .egressInFlight, .mailsInFlight, .eventsPerSecond, .secretsPerSecond, .cacheOperations, .notaryOperations, .egressAnswerBytes:
            range.lowerBound...standard
        default: range
        }
    }

    /// Place in `allCases`. A switch, since it is asked on the way of every statement.
    package var ordinal: Int {
        switch self {
        case .requestsInFlight: 0
        case .processorMilliseconds: 1
        case .memoryBytes: 2
        case .rows: 3
        case .bytes: 4
        case .rowsPerCall: 5
        case .bytesPerCall: 6
        case .statementsInFlight: 7
        case .deviceConnections: 8
        case .deviceExchanges: 9
        case .egressBytes: 10
        case .egressRequests: 11
        case .mailsPerMinute: 12
        case .mailsPerDay: 13
        case .storageBytes: 14
        case .cacheBytes: 15
        case .cacheEntries: 16
        case .metricSeries: 17
        case .events: 18
        case .logLines: 19
        case .jobSlots: 20
        case .callsWaiting: 21
        case .deviceRounds: 22
        case .egressInFlight: 23
        case .mailsInFlight: 24
        case .eventsPerSecond: 25
        case .secretsPerSecond: 26
        case .cacheOperations: 27
        case .notaryOperations: 28
        case .statementMemoryBytes: 29
        case .statementDiskBytes: 30
        case .egressAnswerBytes: 31
        case .notaryWaiting: 32
        case .pinsWaiting: 33
        case .hostCalls: 34
        }
    }
}
