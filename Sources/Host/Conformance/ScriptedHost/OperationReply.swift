import PluginABI

/// An operation that the plugin started on a service of the scripted host.
struct StartedOperation: Sendable {
    enum Kind: Sendable {
        case statements
        case ingest
        case devices
        case http
        case mail
        case secret
        case cache
        case notary
        case pin
    }

    let kind: Kind
    let id: hi_id
    /// The call on whose behalf it runs, or 0.
    let call: hi_id
    let deadlineNanos: UInt64
    /// A batch of statements, rows to write, a round, or a secret's name.
    let message: [UInt8]
}

/// What the scripted host does with an operation.
struct OperationReply: Sendable {
    enum Timing: Sendable {
        /// Before the service's function has returned.
        case atOnce
        /// On another thread, after this many nanoseconds.
        case later(UInt64)
        /// When it is cancelled, or released by the case.
        case held
    }

    var timing: Timing = .later(0)
    var status: hi_status = Int32(HI_OK)
    var result: [UInt8] = []
    /// Of a round: batches of replies before the result.
    var batches: [[UInt8]] = []
    /// Do not begin it at all: the function returns this.
    var refusal: hi_status?
}
