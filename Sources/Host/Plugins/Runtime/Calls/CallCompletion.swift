/// Whom a call's end is told, by the kind of call. Called exactly once, on any thread; must not block.
///
/// A closed set of kinds instead of a generic call: looking up generic metadata cost more than the rest of a call.
enum CallCompletion: Sendable {
    case http(@Sendable (Result<PluginHTTPAnswer, PluginCallError>) -> Void)
    case job(@Sendable (Result<PluginJobAnswer, PluginCallError>) -> Void)

    /// HI_KIND_… that the answer's message must have.
    var answerKind: UInt16 {
        switch self {
        case .http: PluginHTTPAnswer.kind
        case .job: PluginJobAnswer.kind
        }
    }

    /// Whether it is a run of a job.
    var isOfJob: Bool { if case .job = self { true } else { false } }

    /// Whether a failure with this status is the plugin's fault. Of a request it may be the caller's; a job has nobody else to blame, but for
    /// what ends it from outside.
    ///
    /// - Parameter isEnding: Whether the instance takes no more calls.
    func isFault(_ status: PluginStatus, isEnding: Bool) -> Bool {
        switch (status, self) {
        case (.internal, _), (.deadline, _), (.unavailable, _), (.unsupported, _), (.crashed, _): true
        case (.ok, _), (.cancelled, _), (.overQuota, _), (.stale, _), (_, .http): false
        case (.notFound, .job): !isEnding
        case (.invalidArgument, .job), (.denied, .job), (.conflict, .job): true
        }
    }

    func fail(_ error: PluginCallError) {
        switch self {
        case .http(let tell): tell(.failure(error))
        case .job(let tell): tell(.failure(error))
        }
    }

    /// Copies the answer out of the plugin's message and tells it; throws, and tells nobody, if it breaks the rules of its kind.
    ///
    /// - Returns: Whether the answer owns a fault of the plugin's: a status of 5xx.
    func answer(_ reader: MessageReader) throws(MessageError) -> Bool {
        switch self {
        case .http(let tell):
            let answer = try PluginHTTPAnswer(reader)
            let isFault = answer.status >= 500
            tell(.success(answer))
            return isFault
        case .job(let tell):
            tell(.success(try PluginJobAnswer(reader)))
            return false
        }
    }
}
