import PluginABI

/// One run of a job.
public struct JobRun: Sendable {
    let message: OwnedMessage
    let call: CallContext
    let host: HostHandle

    /// The job's name in the manifest.
    public var name: String { message.text(Int(HI_JOB_NAME)) ?? "" }

    /// The run's id.
    public var id: String { message.text(Int(HI_JOB_RUN_ID)) ?? "" }

    /// The number of this try, from 1.
    public var attempt: Int { Int(clamping: message.integer(Int(HI_JOB_ATTEMPT)) ?? 1) }

    /// When it was due.
    public var dueAt: Timestamp { Timestamp(unixMicros: message.integer(Int(HI_JOB_DUE_AT)) ?? 0) }

    /// The fencing token: grows with every claim of this run.
    public var fence: Int64 { message.integer(Int(HI_JOB_FENCE)) ?? 0 }

    /// The arguments of a run that was asked for; `.null` for scheduled ones. Throws `.invalidArgument` if they are not JSON.
    public func arguments() throws(PluginError) -> JSONValue {
        guard let data = message.data(Int(HI_JOB_ARGUMENTS)) else { return .null }
        return try JSONValue(parsing: data)
    }

    /// Tells how far the run has come: `fraction` from 0 to 1 and a note for people. Does nothing if the service was not granted.
    public func progress(_ fraction: Double, _ note: String = "") {
        guard let progress = host.services.jobs?.progress else { return }
        try? host.use { pointer in
            note.withABIBytes { _ = progress(pointer, call.id, fraction, $0) }
        }
    }
}
