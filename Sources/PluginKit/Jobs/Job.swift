/// How a plugin runs one job of its manifest.
public struct Job: Sendable {
    /// The job's `name` in the manifest.
    public let name: String
    let handler: @Sendable (JobRun) async throws -> JobSummary

    /// A job. Its run is a task on the plugin's own threads, cancelled at its deadline and when the plugin is disabled. What it throws fails
    /// the run; the host retries as the manifest says.
    public init(_ name: String, _ handler: @escaping @Sendable (JobRun) async throws -> JobSummary) {
        self.name = name
        self.handler = handler
    }
}

/// What a run leaves in the history, shown to the operator.
public struct JobSummary: Sendable {
    let json: [UInt8]

    /// Nothing to tell.
    public static let none = JobSummary { _ in }

    /// The fields of a JSON object.
    public init(_ fields: (inout JSONWriter) throws -> Void) rethrows {
        var writer = JSONWriter()
        try writer.object(fields)
        json = writer.bytes
    }
}
