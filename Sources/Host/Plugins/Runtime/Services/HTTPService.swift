package import HostEgress
import HostTenancy
import PluginABI

/// `hashinsight.http/1` for one instance: requests to the hosts that were granted, within the tenant's quotas.
package final class HTTPService: Sendable {
    private let pool: HTTPPool
    private let meter: UsageMeter

    /// - Parameter pool: The instance's own: its grant holds for every connection in it.
    package init(pool: HTTPPool, meter: UsageMeter) {
        self.pool = pool
        self.meter = meter
    }

    /// The instance has ended: its connections end too, whoever may still have it in memory.
    func end() { pool.close() }

    /// Starts a request. Never blocks.
    func start(
        _ instance: LiveInstance, call: hi_id, request: hi_bytes, deadlineNanos: UInt64, onResult: @escaping hi_on_result,
        context: UnsafeMutableRawPointer?
    ) throws(PluginCallError) -> hi_id {
        instance.countForeignTime()
        let now = monotonicNanos()
        var outgoing: OutgoingRequest
        do throws(MessageError) {
            outgoing = try OutgoingRequestReader.request(
                try MessageReader(request), deadlineNanos: min(deadlineNanos, now + DatabaseService.limitNanos))
        } catch {
            throw PluginCallError(.invalidArgument, error.message)
        }
        let answerBytes = min(outgoing.maximumAnswerBytes, meter[.egressAnswerBytes].limit)
        outgoing.maximumAnswerBytes = answerBytes
        // What is not granted costs nothing.
        do throws(OutgoingError) { try pool.check(outgoing.url) } catch { throw PluginCallError(error) }
        try meter.enter(.egressInFlight)
        let (operation, id): (HostOperation, hi_id)
        do throws(PluginCallError) {
            try meter.take(.egressBytes, outgoing.bytes, atNanos: now)
            try meter.take(.egressRequests, atNanos: now)
            (operation, id) = try HostOperation.open(
                instance, parent: call, mayChange: !outgoing.method.isSafe, onResult: onResult, context: context)
        } catch {
            meter[.egressInFlight].leave()
            throw error
        }
        let counted = outgoing.bytes
        do throws(OutgoingError) {
            let cancel = try pool.start(outgoing) { [meter] result, traffic in
                let ended = monotonicNanos()
                meter[.egressBytes].add(units: UInt64(max(0, traffic.bytes - counted)), atNanos: ended)
                meter[.egressRequests].add(units: UInt64(max(0, traffic.requests - 1)), atNanos: ended)
                meter[.egressInFlight].leave()
                if case .success(let answer) = result { meter[.egressAnswerBytes].noteLargest(answer.body.count, atNanos: ended) }
                operation.end(
                    id,
                    result.map(OutgoingAnswerWriter.message).mapError { error in
                        switch error.code {
                        // Line and quota are as long; what two instances at a change of settings have under way shares the line.
                        case .tooManyWaiting: meter.overQuota(.egressInFlight, used: meter[.egressInFlight].limit + 1)
                        // The rest of it was not read: it is more than the limit.
                        case .answerTooLarge:
                            meter.overQuota(
                                .egressAnswerBytes, used: answerBytes + 1, limit: answerBytes, saying: PluginCallError(error))
                        default: PluginCallError(error)
                        }
                    })
            }
            operation.onCancel(cancel)
        } catch {
            meter[.egressInFlight].leave()
            operation.withdraw(id)
            throw PluginCallError(error)
        }
        return id
    }
}

extension PluginCallError {
    /// What a plugin is told of an outgoing request that has no answer; `details` begins with the code.
    init(_ error: OutgoingError) {
        let status: PluginStatus =
            switch error.code {
            case .invalidRequest: .invalidArgument
            case .hostNotGranted, .addressNotGranted: .denied
            // More headers than anybody takes are the other host's defect, no quota of the tenant's.
            case .tooManyRedirects, .nameNotResolved, .unreachable, .notTrusted, .brokenAnswer, .headersTooLarge, .resting: .unavailable
            case .answerTooLarge, .tooManyWaiting: .overQuota
            case .deadline: .deadline
            case .cancelled: .cancelled
            }
        self.init(status, error.message, details: error.cause.isEmpty ? error.code.rawValue : "\(error.code.rawValue): \(error.cause)")
    }
}
