import HostOperate
import Logging
import Synchronization

/// Logs when probes see another readiness than before; not each of them. Any thread.
final class ReadinessLog: Sendable {
    private let logger: Logger
    private let last = Mutex<Bool?>(nil)

    init(logger: Logger) { self.logger = logger }

    /// Takes what a probe was told.
    func note(_ report: HealthReport) {
        let hasChanged = last.withLock { last in
            defer { last = report.isReady }
            return last != report.isReady
        }
        guard hasChanged else { return }
        if report.isReady {
            logger.info("ready")
        } else {
            logger.warning("not ready", metadata: ["reasons": .array(report.reasons.map { .string($0) })])
        }
    }
}
