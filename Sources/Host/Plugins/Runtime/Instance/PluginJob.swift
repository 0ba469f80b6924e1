import PluginABI

/// One run of a job, as a plugin is told of it.
package struct PluginJob: Sendable {
    package var name: String
    package var argumentsJSON: String?
    package var runId: String
    /// From 1.
    package var attempt: Int
    package var dueAtMicros: Int64
    package var fence: Int64

    package init(name: String, argumentsJSON: String? = nil, runId: String, attempt: Int, dueAtMicros: Int64, fence: Int64) {
        self.name = name
        self.argumentsJSON = argumentsJSON
        self.runId = runId
        self.attempt = attempt
        self.dueAtMicros = dueAtMicros
        self.fence = fence
    }

    func message() -> [UInt8] {
        var writer = MessageWriter(kind: Int(HI_KIND_JOB_RUN), fields: 6)
        writer.add(HI_JOB_NAME, text: name)
        if let argumentsJSON { writer.add(HI_JOB_ARGUMENTS, bytes: argumentsJSON.utf8) }
        writer.add(HI_JOB_RUN_ID, text: runId)
        writer.add(HI_JOB_ATTEMPT, integer: Int64(attempt))
        writer.add(HI_JOB_DUE_AT, integer: dueAtMicros)
        writer.add(HI_JOB_FENCE, integer: fence)
        return writer.finish()
    }
}

/// What a plugin says at the end of a run.
package struct PluginJobAnswer: Sendable {
    /// A JSON object, or nil.
    package let summaryJSON: String?

    static let kind = UInt16(HI_KIND_JOB_ANSWER)
    private static let maximumSummaryBytes = 65_536

    /// - Throws: ``MessageError`` if the summary is no JSON object.
    package init(_ reader: MessageReader) throws(MessageError) {
        guard let bytes = reader.first(HI_JOB_ANSWER_SUMMARY)?.content, !bytes.isEmpty else {
            summaryJSON = nil
            return
        }
        guard bytes.count <= Self.maximumSummaryBytes, let text = String(validating: bytes, as: UTF8.self), JSONShape.isObject(text.utf8)
        else {
            throw MessageError("the summary is not a JSON object of at most \(Self.maximumSummaryBytes) bytes of UTF-8")
        }
        summaryJSON = text
    }
}
