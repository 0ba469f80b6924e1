import WorkerProtocol

/// What a frame says: the numbers of worker_protocol.h as a closed type.
package enum WorkerFrameKind: UInt16, Sendable, CaseIterable {
    // From the host
    case setup = 1
    case create
    case destroy
    case start
    case cancel
    case result
    case replies
    case ping
    case limits

    // From the worker
    case hello = 32
    case created
    case destroyed
    case started
    case complete
    case database
    case ingest
    case devices
    case acknowledge
    case stop
    case event
    case progress
    case log
    case metric
    case misuse
    case pong
    case crash
    case http
    case secret = 50
    case mail
    case confined
    case cache
    case notary

    /// Whether it is told for others to know: no call waits for it, and it may be left out.
    var isNews: Bool {
        switch self {
        case .event, .progress, .log, .metric: true
        default: false
        }
    }

    /// Whether a worker may send it.
    var isFromWorker: Bool { rawValue >= WorkerFrameKind.hello.rawValue }
}
